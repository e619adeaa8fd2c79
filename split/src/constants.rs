//! The constants of a program: where they are in its memory, and what has their addresses.
//!
//! All of it comes from the linker, which was told to keep its relocations (`--emit-relocs`, see build.rs): each address in
//! the code or the data of the linked file is written down there with the object it belongs to. So nothing is guessed.
//! [`Constants::read`] reads them from the linked file, before wasm-bindgen and wasm-opt, which change the code but leave
//! the data where it is; [`Constants::section`] keeps them in the program until it is divided.

use crate::memory::LARGEST;
use crate::program::{Program, address_of, invalid, write_number};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;
use wasm_encoder::MemArg;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasmparser::{
    BinaryReader, KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

/// The custom section with the constants of a program whose addresses wasm-opt has left as they were.
pub const CONSTANTS: &str = "constants";

/// The objects in a program's memory, and the addresses that its code has.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Constants {
    /// In the order of their addresses.
    objects: Vec<Object>,
    /// The numbers in the code that are addresses, with the objects that each may belong to, by their index. Such a number
    /// may be outside its object: the end of a list, or a table from which an index is taken that begins above 0.
    addresses: BTreeMap<u32, Vec<usize>>,
}

/// What the compiler has placed in memory as one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Object {
    /// Its addresses.
    place: Range<u32>,
    /// Whether it is never written.
    is_constant: bool,
    /// The objects whose addresses are in it.
    points_to: Vec<usize>,
}

impl Constants {
    /// Reads them from a linked file with relocations.
    ///
    /// # Errors
    ///
    /// If it is no module, has no relocations, or has some of a kind that is not known.
    pub fn read(linked: &[u8]) -> Result<Self, String> {
        let file = Linked::read(linked)?;
        let mut constants = Self {
            objects: file.objects(),
            ..Self::default()
        };
        let object_of = constants.objects_of_symbols(&file)?;
        let target = |entry: &RelocationEntry| object_of.get(&entry.index).copied().ok_or("an address of nothing");
        for entry in &file.in_code {
            match entry.ty {
                RelocationType::MemoryAddrLeb | RelocationType::MemoryAddrSleb => {
                    let object = target(entry)?;
                    let start = i64::from(constants.objects[object].place.start);
                    // Numbers of WebAssembly have 32 bits and no sign.
                    let number = (start + entry.addend) as u32;
                    let objects = constants.addresses.entry(number).or_default();
                    if !objects.contains(&object) {
                        objects.push(object);
                    }
                }
                of => is_no_address(of)?,
            }
        }
        for entry in &file.in_data {
            match entry.ty {
                RelocationType::MemoryAddrI32 => {
                    let object = target(entry)?;
                    let address = file.address_of_data(entry.offset)?;
                    let holders: Vec<usize> = constants.objects_at(address).collect();
                    if holders.is_empty() {
                        return Err("an address in memory that belongs to nothing".to_owned());
                    }
                    for holder in holders {
                        constants.objects[holder].points_to.push(object);
                    }
                }
                of => is_no_address(of)?,
            }
        }
        Ok(constants)
    }

    /// The object of each data symbol, by the number of the symbol.
    fn objects_of_symbols(&self, file: &Linked<'_>) -> Result<BTreeMap<u32, usize>, String> {
        let mut objects = BTreeMap::new();
        for (number, (place, _)) in &file.symbols {
            let found = self
                .objects
                .binary_search_by_key(&(place.start, place.end), |object| {
                    (object.place.start, object.place.end)
                })
                .map_err(|_| "a symbol without an object")?;
            objects.insert(*number, found);
        }
        Ok(objects)
    }

    /// Whether a number in the code is an address.
    pub fn is_address(&self, number: u32) -> bool {
        self.addresses.contains_key(&number)
    }

    /// The numbers in the code that are addresses.
    pub fn addresses(&self) -> impl Iterator<Item = u32> + '_ {
        self.addresses.keys().copied()
    }

    /// The objects that have a byte at this address, or begin there.
    fn objects_at(&self, address: u32) -> impl Iterator<Item = usize> + '_ {
        let longest = self.objects.iter().map(|object| object.place.len()).max().unwrap_or(0);
        let from = address.saturating_sub(longest as u32);
        let first = self.objects.partition_point(|object| object.place.start < from);
        let after = self.objects.partition_point(|object| object.place.start <= address);
        (first..after).filter(move |index| {
            let place = &self.objects[*index].place;
            place.contains(&address) || place.start == address
        })
    }

    /// The places in memory that only functions of the second part can reach, in order: `is_first` tells for each defined
    /// function whether it is in the first part.
    ///
    /// # Errors
    ///
    /// If the program cannot be read.
    pub fn of_second_part(&self, program: &Program<'_>, is_first: &[bool]) -> Result<Vec<Range<u32>>, String> {
        let mut numbers = Numbers::default();
        for (body, _) in program.bodies.iter().zip(is_first).filter(|(_, is_first)| **is_first) {
            for operator in body.get_operators_reader().map_err(invalid)? {
                numbers.take(operator.map_err(invalid)?)?;
            }
        }
        for global in program.sections.globals.clone().into_iter().flatten() {
            for operator in global.map_err(invalid)?.init_expr.get_operators_reader() {
                numbers.take(operator.map_err(invalid)?)?;
            }
        }
        numbers.0.sort_unstable();
        numbers.0.dedup();
        let mut is_needed = vec![false; self.objects.len()];
        let mut reached: Vec<usize> = Vec::new();
        for number in numbers.0 {
            // wasm-opt may have added something to an address. So a number counts as an address also of what is there.
            let named = self.addresses.get(&number).into_iter().flatten().copied();
            for object in named.chain(self.objects_at(number)) {
                if !std::mem::replace(&mut is_needed[object], true) {
                    reached.push(object);
                }
            }
        }
        while let Some(object) = reached.pop() {
            for next in &self.objects[object].points_to {
                if !std::mem::replace(&mut is_needed[*next], true) {
                    reached.push(*next);
                }
            }
        }
        Ok(self.places_of_only(|index| !is_needed[index] && self.objects[index].is_constant))
    }

    /// Whether nothing at these addresses is ever written.
    pub fn are_constant(&self, place: &Range<u32>) -> bool {
        let overlaps = |object: &Object| object.place.start < place.end && place.start < object.place.end;
        self.objects
            .iter()
            .all(|object| object.is_constant || !overlaps(object))
    }

    /// The places that belong to these objects and to no other.
    fn places_of_only(&self, is_one: impl Fn(usize) -> bool) -> Vec<Range<u32>> {
        let start = self.objects.first().map_or(0, |object| object.place.start);
        let end = self
            .objects
            .iter()
            .map(|object| object.place.end)
            .max()
            .unwrap_or(start);
        let mut is_in = vec![false; (end - start) as usize];
        let mut mark = |wanted: bool| {
            for (index, object) in self.objects.iter().enumerate() {
                if is_one(index) == wanted {
                    let place = (object.place.start - start) as usize..(object.place.end - start) as usize;
                    is_in[place].fill(wanted);
                }
            }
        };
        mark(true);
        mark(false);
        let addresses: Vec<u32> = (start..end)
            .filter(|address| is_in[(address - start) as usize])
            .collect();
        let runs = addresses.chunk_by(|one, next| one + 1 == *next);
        runs.map(|run| run[0]..run[run.len() - 1] + 1).collect()
    }

    /// The content of the section [`CONSTANTS`].
    pub fn section(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut write = |number: usize| write_number(&mut bytes, number as u32);
        write(self.objects.len());
        for object in &self.objects {
            write(object.place.start as usize);
            write(object.place.len());
            write(usize::from(object.is_constant));
            write(object.points_to.len());
            object.points_to.iter().for_each(|next| write(*next));
        }
        write(self.addresses.len());
        for (number, objects) in &self.addresses {
            write(*number as usize);
            write(objects.len());
            objects.iter().for_each(|object| write(*object));
        }
        bytes
    }

    /// Reads what [`section`](Self::section) has written.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn read_section(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = BinaryReader::new(bytes, 0);
        let mut read = || reader.read_var_u32().map_err(invalid);
        let mut constants = Self::default();
        let objects = read()? as usize;
        for _ in 0..objects {
            let (start, length, is_constant) = (read()?, read()?, read()? == 1);
            let points_to = (0..read()?)
                .map(|_| Ok(read()? as usize))
                .collect::<Result<_, String>>()?;
            let end = start.checked_add(length).filter(|end| *end as usize <= LARGEST);
            constants.objects.push(Object {
                place: start..end.ok_or("an object outside the memory")?,
                is_constant,
                points_to,
            });
        }
        for _ in 0..read()? {
            let number = read()?;
            let of = (0..read()?)
                .map(|_| Ok(read()? as usize))
                .collect::<Result<_, String>>()?;
            constants.addresses.insert(number, of);
        }
        let lists = constants.objects.iter().map(|object| &object.points_to);
        let mut named = lists.chain(constants.addresses.values()).flatten();
        if named.any(|object| *object >= objects) {
            return Err("an address of nothing".to_owned());
        }
        Ok(constants)
    }
}

/// Collects the numbers in code that may be addresses.
#[derive(Default)]
struct Numbers(Vec<u32>);

impl Numbers {
    fn take(&mut self, operator: Operator<'_>) -> Result<(), String> {
        match &operator {
            Operator::I32Const { value } => self.take_bytes(&value.to_le_bytes()),
            Operator::I64Const { value } => self.take_bytes(&value.to_le_bytes()),
            Operator::F32Const { value } => self.take_bytes(&value.bits().to_le_bytes()),
            Operator::F64Const { value } => self.take_bytes(&value.bits().to_le_bytes()),
            Operator::V128Const { value } => self.take_bytes(value.bytes()),
            _ => {}
        }
        // Those that are added to an address: `mem_arg` is told of them.
        self.instruction(operator).map(|_| ()).map_err(invalid)
    }

    fn take_bytes(&mut self, bytes: &[u8]) {
        let fours = bytes.chunks_exact(4);
        self.0
            .extend(fours.map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])));
    }
}

impl Reencode for Numbers {
    type Error = Infallible;

    fn mem_arg(&mut self, place: wasmparser::MemArg) -> Result<MemArg, Error<Infallible>> {
        self.0.push(place.offset as u32);
        utils::mem_arg(self, place)
    }
}

/// A linked file: what is needed of it.
#[derive(Default)]
struct Linked<'a> {
    /// The data symbols by their number, with whether they are never written.
    symbols: BTreeMap<u32, (Range<u32>, bool)>,
    in_code: Vec<RelocationEntry>,
    in_data: Vec<RelocationEntry>,
    /// Where each segment begins in the section, how long it is, and its address.
    segments: Vec<(u32, u32, u32)>,
    names: Vec<&'a str>,
}

impl<'a> Linked<'a> {
    fn read(linked: &'a [u8]) -> Result<Self, String> {
        let mut file = Self::default();
        let mut symbols = Vec::new();
        let (mut code, mut data) = (None, None);
        // One for each section.
        let sections = Parser::new(0)
            .parse_all(linked)
            .filter(|payload| !matches!(payload, Ok(Payload::CodeSectionEntry(_) | Payload::Version { .. })));
        for (payload, number) in sections.zip(0..) {
            match payload.map_err(invalid)? {
                Payload::CodeSectionStart { .. } => code = Some(number),
                Payload::DataSection(section) => {
                    data = Some(number);
                    let section_start = section.range().start;
                    for segment in section {
                        let segment = segment.map_err(invalid)?;
                        let address = address_of(&segment).ok_or("data at a place that is computed")?;
                        let start = segment.range.end - segment.data.len() - section_start;
                        file.segments.push((start as u32, segment.data.len() as u32, address));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(section) => {
                        for part in section {
                            match part.map_err(invalid)? {
                                Linking::SegmentInfo(segments) => {
                                    for segment in segments {
                                        file.names.push(segment.map_err(invalid)?.name);
                                    }
                                }
                                Linking::SymbolTable(table) => {
                                    for symbol in table {
                                        symbols.push(symbol.map_err(invalid)?);
                                    }
                                }
                                _ => {}
                            }
                        }
                    }
                    KnownCustom::Reloc(section) => {
                        let of = Some(section.section_index());
                        let entries = section
                            .entries()
                            .into_iter()
                            .collect::<Result<Vec<_>, _>>()
                            .map_err(invalid)?;
                        if of == code {
                            file.in_code = entries;
                        } else if of == data {
                            file.in_data = entries;
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        if file.in_code.is_empty() || file.names.len() != file.segments.len() {
            return Err("the linked program has no relocations".to_owned());
        }
        for (symbol, number) in symbols.into_iter().zip(0..) {
            if let SymbolInfo::Data {
                symbol: Some(symbol), ..
            } = symbol
            {
                let segment = symbol.index as usize;
                let (_, _, address) = file.segments.get(segment).ok_or("a symbol outside the data")?;
                let start = address.checked_add(symbol.offset);
                let end = start.and_then(|start| start.checked_add(symbol.size));
                let (Some(start), Some(end)) = (start, end.filter(|end| *end as usize <= LARGEST)) else {
                    return Err("a symbol outside the memory".to_owned());
                };
                let is_constant = file.names[segment] == ".rodata" || file.names[segment].starts_with(".rodata.");
                file.symbols.insert(number, (start..end, is_constant));
            }
        }
        Ok(file)
    }

    /// What the symbols name, each once.
    fn objects(&self) -> Vec<Object> {
        let mut objects: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        for (place, is_constant) in self.symbols.values() {
            *objects.entry((place.start, place.end)).or_insert(true) &= is_constant;
        }
        let object = |((start, end), is_constant)| Object {
            place: start..end,
            is_constant,
            points_to: Vec::new(),
        };
        objects.into_iter().map(object).collect()
    }

    /// The address of a place in the section with the data.
    fn address_of_data(&self, offset: u32) -> Result<u32, String> {
        let found = self
            .segments
            .iter()
            .find(|(start, length, _)| offset >= *start && offset - start < *length);
        let (start, _, address) = found.ok_or("an address outside the data")?;
        Ok(address + (offset - start))
    }
}

/// Fails if relocations of this kind could be of an address in memory.
fn is_no_address(of: RelocationType) -> Result<(), String> {
    use RelocationType::{
        FunctionIndexLeb, GlobalIndexLeb, TableIndexI32, TableIndexSleb, TableNumberLeb, TypeIndexLeb,
    };
    match of {
        FunctionIndexLeb | GlobalIndexLeb | TableIndexI32 | TableIndexSleb | TableNumberLeb | TypeIndexLeb => Ok(()),
        other => Err(format!("a relocation that the splitter does not know: {other:?}")),
    }
}
