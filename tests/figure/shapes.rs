//! What is drawn, as plain data: written down by a second pen, and read back from SVG.

use roxmltree::{Document, Node};
use timeline::pen::{Text, Texture};
use timeline::scene::EndKind;
use timeline::{Ink, Pen, Rect, glyph};

use figure::Colours;

/// Hundredths of a pixel, which is what SVG is written in.
const NEAR: f64 = 0.0101;

/// A colour with its opacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Paint(pub String, pub f64);

/// Something drawn.
#[derive(Clone, Debug)]
pub enum Shape {
    Clip(Rect),
    Unclip,
    Fill(Paint, f64, Rect),
    Textured(&'static str, Rect),
    Outline(Paint, Option<[f64; 2]>, Rect),
    Line(Paint, f64, Option<[f64; 2]>, Vec<(f64, f64)>),
    Circle {
        fill: Option<Paint>,
        line: Option<(Paint, f64)>,
        radius: f64,
        middle: (f64, f64),
    },
    Triangle(Paint, [(f64, f64); 3]),
    Glyph(Paint, f64, String, Rect),
    Words {
        text: String,
        at: (f64, f64),
        size: f64,
        weight: u16,
        centred: bool,
        paint: Paint,
        halo: Option<Paint>,
    },
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= NEAR
}

fn near_point(one: &(f64, f64), other: &(f64, f64)) -> bool {
    near(one.0, other.0) && near(one.1, other.1)
}

fn near_rect(one: &Rect, other: &Rect) -> bool {
    near(one.x, other.x) && near(one.y, other.y) && near(one.width, other.width) && near(one.height, other.height)
}

fn near_paint(one: &Paint, other: &Paint) -> bool {
    one.0 == other.0 && near(one.1, other.1)
}

impl Shape {
    /// Whether both are the same but for a hundredth of a pixel.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Clip(one), Self::Clip(other)) => near_rect(one, other),
            (Self::Unclip, Self::Unclip) => true,
            (Self::Fill(paint, radius, area), Self::Fill(other_paint, other_radius, other)) => {
                near_paint(paint, other_paint) && radius == other_radius && near_rect(area, other)
            }
            (Self::Textured(name, area), Self::Textured(other_name, other)) => {
                name == other_name && near_rect(area, other)
            }
            (Self::Outline(paint, dash, area), Self::Outline(other_paint, other_dash, other)) => {
                near_paint(paint, other_paint) && dash == other_dash && near_rect(area, other)
            }
            (Self::Line(paint, width, dash, points), Self::Line(other_paint, other_width, other_dash, others)) => {
                near_paint(paint, other_paint)
                    && near(*width, *other_width)
                    && dash == other_dash
                    && points.len() == others.len()
                    && points.iter().zip(others).all(|(one, other)| near_point(one, other))
            }
            (
                Self::Circle {
                    fill,
                    line,
                    radius,
                    middle,
                },
                Self::Circle {
                    fill: other_fill,
                    line: other_line,
                    radius: other_radius,
                    middle: other,
                },
            ) => fill == other_fill && line == other_line && near(*radius, *other_radius) && near_point(middle, other),
            (Self::Triangle(paint, corners), Self::Triangle(other_paint, others)) => {
                near_paint(paint, other_paint) && corners.iter().zip(others).all(|(one, other)| near_point(one, other))
            }
            (Self::Glyph(paint, width, path, area), Self::Glyph(other_paint, other_width, other_path, other)) => {
                near_paint(paint, other_paint)
                    && near(*width, *other_width)
                    && path == other_path
                    && near_rect(area, other)
            }
            (
                Self::Words {
                    text,
                    at,
                    size,
                    weight,
                    centred,
                    paint,
                    halo,
                },
                Self::Words {
                    text: other_text,
                    at: other_at,
                    size: other_size,
                    weight: other_weight,
                    centred: other_centred,
                    paint: other_paint,
                    halo: other_halo,
                },
            ) => {
                text == other_text
                    && near_point(at, other_at)
                    && size == other_size
                    && weight == other_weight
                    && centred == other_centred
                    && near_paint(paint, other_paint)
                    && halo == other_halo
            }
            _ => false,
        }
    }
}

/// A pen that writes down what it draws, in these colours.
pub struct LogPen {
    colours: Colours,
    pub shapes: Vec<Shape>,
}

impl LogPen {
    pub const fn new(colours: Colours) -> Self {
        Self {
            colours,
            shapes: Vec::new(),
        }
    }

    fn paint(&self, ink: Ink) -> Paint {
        Paint(self.colours.of(ink).to_owned(), ink.alpha())
    }

    fn all<T>(&mut self, of: &[T], shape: impl Fn(&Self, &T) -> Shape) {
        let shapes: Vec<Shape> = of.iter().map(|it| shape(self, it)).collect();
        self.shapes.extend(shapes);
    }
}

/// Nothing is thinner than a pixel.
fn visible(area: &Rect) -> Rect {
    Rect {
        width: area.width.max(1.0),
        height: area.height.max(1.0),
        ..*area
    }
}

/// The points without those that repeat the one before, to a hundredth of a pixel.
fn distinct(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let rounded = |point: &(f64, f64)| ((point.0 * 100.0).round(), (point.1 * 100.0).round());
    let mut kept: Vec<(f64, f64)> = points.to_vec();
    kept.dedup_by_key(|point| {
        let (x, y) = rounded(point);
        (x as i64, y as i64)
    });
    kept
}

impl Pen for LogPen {
    fn clip(&mut self, area: Rect) {
        self.shapes.push(Shape::Clip(area));
    }
    fn unclip(&mut self) {
        self.shapes.push(Shape::Unclip);
    }
    fn fill(&mut self, ink: Ink, radius: f64, areas: &[Rect]) {
        self.all(areas, |log, area| Shape::Fill(log.paint(ink), radius, visible(area)));
    }
    fn texture(&mut self, texture: Texture, areas: &[Rect]) {
        self.all(areas, |_, area| Shape::Textured(name_of(texture), visible(area)));
    }
    fn outline(&mut self, ink: Ink, dash: Option<[f64; 2]>, areas: &[Rect]) {
        self.all(areas, |log, area| {
            let area = visible(area);
            let inner = Rect::new(area.x + 0.5, area.y + 0.5, area.width - 1.0, area.height - 1.0);
            Shape::Outline(log.paint(ink), dash, inner)
        });
    }
    fn dashes(&mut self, ink: Ink, dash: [f64; 2], lines: &[Rect]) {
        self.all(lines, |log, line| {
            let (y, right) = (line.y + 0.5, line.x + line.width.max(1.0));
            Shape::Line(log.paint(ink), 1.0, Some(dash), vec![(line.x, y), (right, y)])
        });
    }
    fn lines(&mut self, ink: Ink, width: f64, dash: Option<[f64; 2]>, lines: &[&[(f64, f64)]]) {
        let lines: Vec<&[(f64, f64)]> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
        self.all(&lines, |log, line| {
            Shape::Line(log.paint(ink), width, dash, distinct(line))
        });
    }
    fn circles(&mut self, ink: Ink, radius: f64, line: Option<f64>, middles: &[(f64, f64)]) {
        self.all(middles, |log, middle| Shape::Circle {
            fill: line.is_none().then(|| log.paint(ink)),
            line: line.map(|width| (log.paint(ink), width)),
            radius,
            middle: *middle,
        });
    }
    fn rings(&mut self, ink: Ink, middles: &[(f64, f64)]) {
        self.all(middles, |log, middle| Shape::Circle {
            fill: Some(log.paint(Ink::Pane)),
            line: Some((log.paint(ink), 1.25)),
            radius: 3.5,
            middle: *middle,
        });
    }
    fn triangle(&mut self, ink: Ink, corners: [(f64, f64); 3]) {
        self.shapes.push(Shape::Triangle(self.paint(ink), corners));
    }
    fn glyph(&mut self, how: EndKind, ink: Ink, area: Rect) {
        let (width, path) = (glyph::stroke(how), glyph::path(how).to_owned());
        self.shapes.push(Shape::Glyph(self.paint(ink), width, path, area));
    }
    fn text(&mut self, text: &Text<'_>) {
        self.shapes.push(Shape::Words {
            text: text.words.to_owned(),
            at: (text.x, text.baseline),
            size: text.size,
            weight: text.weight,
            centred: text.centred,
            paint: self.paint(text.ink),
            halo: text.halo.map(|halo| self.paint(halo)),
        });
    }
}

const fn name_of(texture: Texture) -> &'static str {
    match texture {
        Texture::Chevrons => "chevrons",
        Texture::SmallChevrons => "small-chevrons",
        Texture::Dots => "dots",
        Texture::UprightDashes => "dashes",
        Texture::Hatch => "hatch",
        Texture::Overdue => "overdue",
    }
}

/// What the pen with this prefix has drawn, read back.
pub fn read(svg: &str, prefix: &str) -> Vec<Shape> {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let mut shapes = Vec::new();
    let mut halo = None;
    for node in elements(document.root_element()).filter(|node| !node.has_tag_name((SVG, "defs"))) {
        read_element(&document, node, prefix, &mut shapes, &mut halo);
    }
    shapes
}

const SVG: &str = "http://www.w3.org/2000/svg";

fn elements<'a, 'input: 'a>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}

fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    let value = node.attribute(name)?;
    Some(
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name}={value:?} is no number")),
    )
}

fn paint(node: Node<'_, '_>, what: &str) -> Option<Paint> {
    let colour = node.attribute(what).filter(|colour| *colour != "none")?;
    Some(Paint(
        colour.to_owned(),
        number(node, &format!("{what}-opacity")).unwrap_or(1.0),
    ))
}

fn dash(node: Node<'_, '_>) -> Option<[f64; 2]> {
    let (on, off) = node.attribute("stroke-dasharray")?.split_once(' ')?;
    Some([on, off].map(|length| length.parse().expect("a dash is a number")))
}

fn rect(node: Node<'_, '_>) -> Rect {
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(node, name).unwrap_or_default());
    Rect::new(x, y, width, height)
}

/// The translation and the scale of a transform.
fn transform(node: Node<'_, '_>) -> ((f64, f64), f64) {
    let value = node.attribute("transform").unwrap_or_default();
    let inside = |name: &str| Some(value.split_once(name)?.1.split_once(')')?.0);
    let (x, y) = inside("translate(")
        .and_then(|both| both.split_once(' '))
        .unwrap_or(("0", "0"));
    let parsed = |text: &str| text.parse().expect("a length is a number");
    ((parsed(x), parsed(y)), inside("scale(").map_or(1.0, parsed))
}

fn read_element(
    document: &Document<'_>,
    node: Node<'_, '_>,
    prefix: &str,
    shapes: &mut Vec<Shape>,
    halo: &mut Option<Paint>,
) {
    match node.tag_name().name() {
        "g" => read_group(document, node, prefix, shapes, halo),
        "path" => read_path(node, shapes),
        "text" if node.attribute("aria-hidden").is_some() => *halo = paint(node, "stroke"),
        "text" => shapes.push(Shape::Words {
            text: node.text().unwrap_or_default().to_owned(),
            at: (
                number(node, "x").expect("it is somewhere"),
                number(node, "y").expect("it is somewhere"),
            ),
            size: number(node, "font-size").unwrap_or(11.0),
            weight: number(node, "font-weight").map_or(400, |weight| weight as u16),
            centred: node.attribute("text-anchor") == Some("middle"),
            paint: paint(node, "fill").expect("text has a colour"),
            halo: halo.take(),
        }),
        other => panic!("nothing draws <{other}> by itself"),
    }
}

fn read_group(
    document: &Document<'_>,
    node: Node<'_, '_>,
    prefix: &str,
    shapes: &mut Vec<Shape>,
    halo: &mut Option<Paint>,
) {
    if let Some(clip) = node.attribute("clip-path") {
        let id = clip.trim_start_matches("url(#").trim_end_matches(')');
        let defined = document.descendants().find(|node| node.attribute("id") == Some(id));
        let area = defined
            .and_then(|clip| clip.first_element_child())
            .expect("the clip is defined");
        shapes.push(Shape::Clip(rect(area)));
        for child in elements(node) {
            read_element(document, child, prefix, shapes, halo);
        }
        shapes.push(Shape::Unclip);
        return;
    }
    let texture = node
        .attribute("fill")
        .and_then(|fill| fill.strip_prefix(&format!("url(#{prefix}-")));
    for child in elements(node) {
        match (child.tag_name().name(), texture) {
            ("rect", Some(texture)) => {
                let name = texture.trim_end_matches(')');
                let known = Texture::ALL.into_iter().map(name_of).find(|known| *known == name);
                let ((x, y), _) = transform(child);
                let area = rect(child);
                let area = Rect {
                    x: x + area.x,
                    y: y + area.y,
                    ..area
                };
                shapes.push(Shape::Textured(known.expect("the texture is known"), area));
            }
            ("rect", None) => {
                let radius = number(child, "rx").expect("it has round corners");
                shapes.push(Shape::Fill(
                    paint(node, "fill").expect("it is filled"),
                    radius,
                    rect(child),
                ));
            }
            ("circle", _) => {
                let line = paint(node, "stroke").map(|paint| (paint, number(node, "stroke-width").unwrap_or(1.0)));
                let [x, y, radius] = ["cx", "cy", "r"].map(|name| number(child, name).expect("a circle is somewhere"));
                shapes.push(Shape::Circle {
                    fill: paint(node, "fill"),
                    line,
                    radius,
                    middle: (x, y),
                });
            }
            (other, _) => panic!("no group has <{other}>"),
        }
    }
}

fn read_path(node: Node<'_, '_>, shapes: &mut Vec<Shape>) {
    let data = node.attribute("d").expect("a path has data");
    if node.attribute("transform").is_some() {
        let ((x, y), scale) = transform(node);
        let side = scale * glyph::BOX;
        let paint = paint(node, "stroke").expect("a glyph is a line");
        let width = number(node, "stroke-width").unwrap_or(1.0);
        shapes.push(Shape::Glyph(paint, width, data.to_owned(), Rect::new(x, y, side, side)));
        return;
    }
    let stroke = paint(node, "stroke");
    let width = number(node, "stroke-width").unwrap_or(1.0);
    for (points, closed) in parts(data) {
        let first = points[0];
        let area = || Rect::new(first.0, first.1, points[1].0 - first.0, points[2].1 - first.1);
        shapes.push(match (&stroke, closed, points.len()) {
            (Some(stroke), true, 4) => Shape::Outline(stroke.clone(), dash(node), area()),
            (Some(stroke), false, _) => Shape::Line(stroke.clone(), width, dash(node), points),
            (None, true, 4) => Shape::Fill(paint(node, "fill").expect("it is filled"), 0.0, area()),
            (None, true, 3) => {
                let corners = [points[0], points[1], points[2]];
                Shape::Triangle(paint(node, "fill").expect("it is filled"), corners)
            }
            _ => panic!("nothing is drawn as {data}"),
        });
    }
}

/// The parts of path data in relative steps: the points of each, and whether it is closed.
fn parts(data: &str) -> Vec<(Vec<(f64, f64)>, bool)> {
    let mut parts: Vec<(Vec<(f64, f64)>, bool)> = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let mut rest = data;
    while let Some(letter) = rest.chars().next() {
        let end = rest[1..].find(char::is_alphabetic).map_or(rest.len(), |end| end + 1);
        let numbers = numbers(&rest[1..end]);
        rest = &rest[end..];
        match (letter, numbers.as_slice()) {
            ('m', [right, down]) => {
                (x, y) = (x + right, y + down);
                parts.push((vec![(x, y)], false));
                continue;
            }
            ('h', [right]) => x += right,
            ('v', [down]) => y += down,
            ('l', [right, down]) => (x, y) = (x + right, y + down),
            ('z', []) => {
                let part = parts.last_mut().expect("what is closed has begun");
                part.1 = true;
                (x, y) = part.0[0];
                continue;
            }
            other => panic!("{other:?} in {data}"),
        }
        parts.last_mut().expect("it has begun").0.push((x, y));
    }
    parts
}

fn numbers(text: &str) -> Vec<f64> {
    let spaced = text.replace('-', " -");
    let parsed = |word: &str| word.parse().unwrap_or_else(|_| panic!("{word:?} is no number"));
    spaced.split_whitespace().map(parsed).collect()
}
