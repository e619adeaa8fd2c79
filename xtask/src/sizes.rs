//! Prints the sizes of the files in dist/, raw and gzipped. Changes nothing.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Prints a line for each file in `folder`, and one with the totals.
pub fn print(folder: &Path) -> Result<(), String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();

    println!("\n{:>10}  {:>10}  file", "raw", "gzip -9");
    let (mut raw_total, mut gzip_total) = (0, 0);
    for file in &files {
        let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
        let gzip = gzip_length(&bytes).map_err(|error| unreadable(file, &error))?;
        let name = file.strip_prefix(folder).unwrap_or(file);
        println!("{:>10}  {gzip:>10}  {}", bytes.len(), name.display());
        raw_total += bytes.len();
        gzip_total += gzip;
    }
    println!("{raw_total:>10}  {gzip_total:>10}  bytes in all");
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn gzip_length(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}
