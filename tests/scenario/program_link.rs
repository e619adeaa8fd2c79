//! Programs in links.

use proptest::prelude::*;
use scenario::link::{self, LONGEST_LINK};
use scenario::program_link::{LONGEST_PROGRAM, pack, unpack};
use scenario::{Scenario, Speed};

const TUTORIAL: &str =
    "import asyncio\n\n\nasync def main():\n    await asyncio.sleep(2)\n    print('done')\n\n\nasyncio.run(main())\n";

proptest! {
    #[test]
    fn any_program_comes_back(program in any::<String>()) {
        let value = pack(&program).expect("it is short");
        prop_assert!(value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{value}");
        prop_assert_eq!(unpack(&value), Ok(program));
    }

    #[test]
    fn any_value_is_read_or_refused(value in any::<String>()) {
        let _ = unpack(&value);
    }

    #[test]
    fn a_link_that_was_cut_off_is_refused(cut in 1_usize..60) {
        let value = pack(TUTORIAL).expect("it is short");
        let cut = &value[..value.len() - cut.min(value.len())];
        prop_assert_ne!(unpack(cut), Ok(TUTORIAL.to_owned()));
    }
}

#[test]
fn a_link_opens_the_program_and_nothing_of_the_list() {
    let written = link::write_program(TUTORIAL, Speed::new(0.5).expect("it is in range")).expect("it is short");
    assert!(
        written.starts_with("program=") && written.ends_with("&speed=0.5"),
        "{written}"
    );
    let opened = link::read(&format!("#{written}"));
    assert_eq!(opened.program.as_deref(), Some(TUTORIAL));
    assert_eq!(opened.problems, []);
    assert_eq!(opened.scenario.tasks, Scenario::default().tasks);
    assert_eq!(link::read("#tasks=2,1").program, None);
}

#[test]
fn a_damaged_program_is_named_and_the_rest_is_taken() {
    let opened = link::read("#program=%21%21&speed=2");
    assert_eq!(opened.program, None);
    let problems: Vec<String> = opened.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "program: The program in the link cannot be read: the link was cut off or changed on its way. Ask for the link again, or for the program as a file."
        ]
    );
    assert_eq!(opened.scenario.speed.factor(), 2.0);
}

#[test]
fn what_is_too_long_for_a_link_is_not_written() {
    // Text that does not deflate.
    let mut noise = String::new();
    let mut state = 1_u64;
    while noise.len() < 2 * LONGEST_LINK {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        noise.push_str(&format!("{state:016x}"));
    }
    assert_eq!(pack(&noise), None);
    assert_eq!(link::write_program(&noise, Speed::default()), None);
    assert_eq!(pack(&" ".repeat(LONGEST_PROGRAM + 1)), None);
}

#[test]
fn a_short_link_cannot_unpack_to_any_length() {
    use base64::Engine;
    use std::io::Write;
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 100 << 20]).expect("a vector takes all");
    let bomb = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(packed.finish().expect("a vector takes all"));
    let why = unpack(&bomb).expect_err("it is too long").to_string();
    assert!(why.contains("longer than 1 MB"), "{why}");
}
