//! Pictures: SVG and PNG are saved by the browser from the dialog, and read back.

use crate::export::{Downloads, choose};
use crate::steps::{link, run_to};
use flate2::read::ZlibDecoder;
use futurescope_e2e::{Failure, Page, Result, ensure, same};
use roxmltree::Document;
use std::io::Read;

/// Three tasks, one of which has a name that is markup elsewhere.
const THREE: &str = "tasks=a:%200.2s,%3Cb%3E:%200.1s%20fail,c:%200.3s&await=settle&seed=7";
/// What the names of its files begin with.
const NAMED: &str = "futurescope-settle-3-tasks-seed-7";

/// Chooses in the dialog, which an entry of the menu opens, and saves.
async fn save(page: &Page, entry: &str, choices: &[(&str, &str)]) -> Result {
    choose(page, entry).await?;
    for (group, choice) in choices {
        page.radio(group, choice).await?.click().await?;
    }
    page.button("Save").await?.click().await
}

/// The texts of a figure, and its size.
fn texts_and_size(svg: &[u8]) -> Result<(Vec<String>, (u32, u32))> {
    let svg = std::str::from_utf8(svg).map_err(|error| Failure(error.to_string()))?;
    let document = Document::parse(svg).map_err(|error| Failure(error.to_string()))?;
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    let texts = texts.map(|node| {
        let parts = node.descendants().filter(|part| part.is_text());
        parts.filter_map(|part| part.text()).collect::<String>()
    });
    let side = |name: &str| {
        let value = document.root_element().attribute(name).unwrap_or_default();
        value
            .parse()
            .map_err(|_| Failure(format!("{name}={value:?} is not a number of pixels")))
    };
    Ok((texts.collect(), (side("width")?, side("height")?)))
}

/// The size of a picture, and how many different bytes its pixels have: one with nothing on it has few.
fn size_and_variety(png: &[u8]) -> Result<((u32, u32), usize)> {
    let number = |at: usize| {
        let bytes = png.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(u32::from_be_bytes)
            .ok_or_else(|| Failure("the file ends early".into()))
    };
    ensure(png.starts_with(b"\x89PNG\r\n\x1a\n"), || "it is no PNG".into())?;
    let size = (number(16)?, number(20)?);
    let (mut at, mut packed) = (8, Vec::new());
    while at < png.len() {
        let length = number(at)? as usize;
        if png.get(at + 4..at + 8) == Some(b"IDAT") {
            packed.extend(png.get(at + 8..at + 8 + length).unwrap_or_default());
        }
        at += length + 12;
    }
    let mut pixels = Vec::new();
    ZlibDecoder::new(packed.as_slice()).read_to_end(&mut pixels)?;
    let mut seen = [false; 256];
    pixels.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    Ok((size, seen.iter().filter(|seen| **seen).count()))
}

pub async fn the_timeline_is_saved_as_vectors_with_its_texts(page: &Page, address: &str) -> Result {
    let downloads = Downloads::of(page).await?;
    page.open_idle(&link(address, THREE)).await?;
    run_to(page, "ok").await?;
    save(page, "SVG", &[("Width", "960 px"), ("Colours", "Light, for print")]).await?;
    let svg = downloads.file(&format!("{NAMED}.svg")).await?;
    let (texts, (width, height)) = texts_and_size(&svg)?;
    same("width", width, 960)?;
    ensure((250..600).contains(&height), || format!("{height} px high"))?;
    for wanted in [
        "main",
        "a",
        "<b>",
        "c",
        "Event loop",
        "Recorded",
        "finished",
        "failed",
        "waiting on a timer",
    ] {
        ensure(texts.iter().any(|text| text == wanted), || {
            format!("{wanted} is not in {texts:?}")
        })?;
    }
    ensure(texts.iter().any(|text| text.starts_with("Settle all")), || {
        format!("no title in {texts:?}")
    })
}

/// Counts the pauses of the page that are as short as a timer can be.
const COUNT_PAUSES: &str = "
    window.pauses = 0;
    const realTimer = window.setTimeout;
    window.setTimeout = (act, ms, ...rest) => {
        if (!ms) pauses += 1;
        return realTimer(act, ms, ...rest);
    };";

/// The pixels of a strip, between which the page pauses: `PIXELS_AT_ONCE` of src/ui/export/figures/raster.rs.
const PIXELS_AT_ONCE: u32 = 300_000;

pub async fn a_picture_has_two_pixels_for_each_of_the_figure_and_something_on_it(page: &Page, address: &str) -> Result {
    let downloads = Downloads::of(page).await?;
    page.run_before(COUNT_PAUSES).await?;
    page.open_idle(&link(address, THREE)).await?;
    run_to(page, "ok").await?;
    save(page, "SVG", &[]).await?;
    let (_, (width, height)) = texts_and_size(&downloads.file(&format!("{NAMED}.svg")).await?)?;
    page.evaluate("pauses = 0").await?;
    save(page, "PNG", &[]).await?;
    let png = downloads.file(&format!("{NAMED}.png")).await?;
    let (size, variety) = size_and_variety(&png)?;
    same("pixels", size, (2 * width, 2 * height))?;
    // It waits after each strip, and for nothing else by a timer.
    let strips = size.1.div_ceil(PIXELS_AT_ONCE / size.0);
    same("pauses", page.number_of("pauses").await?, f64::from(strips))?;
    ensure(variety > 100, || format!("its pixels have {variety} different bytes"))
}

pub async fn policies_durations_and_program_are_saved_too(page: &Page, address: &str) -> Result {
    let downloads = Downloads::of(page).await?;
    page.open_idle(&link(address, THREE)).await?;
    run_to(page, "ok").await?;
    let expected = [
        (
            "Compare",
            "policies",
            vec!["Settle all", "Race", "Total time", "3 tasks: 200, 100, 300 ms · seed 7"],
        ),
        ("Durations", "durations", vec!["Durations"]),
        ("Code", "code", vec!["import asyncio", "Python"]),
    ];
    for (what, part, wanted) in expected {
        save(page, "SVG", &[("Picture of", what)]).await?;
        let svg = downloads.file(&format!("{NAMED}.{part}.svg")).await?;
        let (texts, _) = texts_and_size(&svg)?;
        for wanted in wanted {
            ensure(texts.iter().any(|text| text == wanted), || {
                format!("{wanted} is not in {texts:?}")
            })?;
        }
    }
    Ok(())
}

pub async fn pictures_of_a_thousand_tasks_are_saved(page: &Page, address: &str) -> Result {
    let downloads = Downloads::of(page).await?;
    page.open_idle(&link(address, "tasks=100ms..400ms%20x1000&await=settle&limit=200"))
        .await?;
    run_to(page, "ok").await?;
    for (kind, what, part) in [
        ("SVG", "Timeline", "svg"),
        ("SVG", "Durations", "durations.svg"),
        ("SVG", "Code", "code.svg"),
        ("PNG 4×", "Timeline", "png"),
    ] {
        let entry = if kind == "SVG" { "SVG" } else { "PNG" };
        choose(page, entry).await?;
        page.radio("Picture of", what).await?.click().await?;
        page.radio("File", kind).await?.click().await?;
        page.button("Save").await?.click().await?;
        let file = downloads
            .file(&format!("futurescope-settle-1000-tasks-seed-1.{part}"))
            .await?;
        ensure(!file.is_empty(), || format!("{what} as {part} is empty"))?;
        if entry == "PNG" {
            let ((_, height), _) = size_and_variety(&file)?;
            ensure(height < 5_000, || format!("{height} px high"))?;
        }
    }
    Ok(())
}
