//! Embeds the design system's style sheet, script and images, and our own, so that the binary needs no files.
//!
//! They come from npm by lock file and are never committed. Looks in `NHSUK_FRONTEND_DIR` (the package's folder), then in the
//! workspace's `node_modules`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

type Files = BTreeMap<String, Vec<u8>>;

fn main() {
    println!("cargo::rerun-if-env-changed=NHSUK_FRONTEND_DIR");
    println!("cargo::rerun-if-changed=assets");
    let own = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("assets");
    let Some(package) = package_folder() else {
        println!(
            "cargo::error=nhsuk-frontend is not installed: run `make assets` (npm ci), or set NHSUK_FRONTEND_DIR to its folder"
        );
        return;
    };
    println!("cargo::rerun-if-changed={}", package.join("package.json").display());
    let mut files = package_files(&package.join("dist/nhsuk"));
    add_folder(&mut files, &own, "");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    write_table(&files, &out);
}

fn package_folder() -> Option<PathBuf> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    let installed = || manifest.join("../../node_modules/nhsuk-frontend");
    let folder = env::var_os("NHSUK_FRONTEND_DIR").map_or_else(installed, PathBuf::from);
    folder.join("dist/nhsuk/nhsuk-frontend.min.css").is_file().then_some(folder)
}

fn package_files(dist: &Path) -> Files {
    let mut files = Files::new();
    let css = read_text(&dist.join("nhsuk-frontend.min.css"));
    files.insert("nhsuk.css".to_owned(), our_css(&css).into_bytes());
    let js = read_text(&dist.join("nhsuk-frontend.min.js"));
    files.insert("nhsuk.js".to_owned(), without_source_map(&js, "//# sourceMappingURL").into_bytes());
    add_folder(&mut files, &dist.join("assets"), "");
    files
}

fn read_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// Image addresses become relative to the style sheet, and the fonts go: they would be fetched from outside, and
/// only NHS organisations may use them. Arial takes their place.
fn our_css(css: &str) -> String {
    let css = without_source_map(css, "/*# sourceMappingURL").replace("url(/assets/", "url(");
    let mut kept = String::with_capacity(css.len());
    let mut rest = css.as_str();
    while let Some(start) = rest.find("@font-face{") {
        let end = rest[start..].find('}').expect("a rule ends") + start + 1;
        kept.push_str(&rest[..start]);
        rest = &rest[end..];
    }
    kept + rest
}

fn without_source_map(text: &str, mark: &str) -> String {
    text.rfind(mark).map_or(text, |start| &text[..start]).to_owned()
}

fn add_folder(files: &mut Files, folder: &Path, prefix: &str) {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain file name").to_owned();
        if path.is_dir() {
            add_folder(files, &path, &format!("{prefix}{name}/"));
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(&path).expect("a readable file"));
        }
    }
}

fn write_table(files: &Files, out: &Path) {
    let mut hash = Sha256::new();
    let mut rows = String::new();
    for (index, (path, bytes)) in files.iter().enumerate() {
        hash.update(path.as_bytes());
        hash.update(bytes);
        fs::write(out.join(format!("asset-{index}")), bytes).expect("the output folder is writable");
        let squeezed = gzip(bytes);
        let is_smaller = squeezed.len() * 10 < bytes.len() * 9;
        if is_smaller {
            fs::write(out.join(format!("asset-{index}.gz")), squeezed)
                .expect("the output folder is writable");
        }
        let gzip_field =
            if is_smaller { format!("Some({})", include(index, ".gz")) } else { "None".to_owned() };
        writeln!(
            rows,
            "    Asset {{ path: {path:?}, content_type: {:?}, bytes: {}, gzip: {gzip_field} }},",
            content_type(path),
            include(index, "")
        )
        .expect("writing to a string");
    }
    let version: String = hash.finalize().iter().take(6).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string");
        text
    });
    let inline = files.get("inline.js").expect("our own inline.js");
    let inline_hash = STANDARD.encode(Sha256::digest(trimmed(inline)));
    let table = format!(
        "const VERSION: &str = {version:?};\nconst ETAG_VALUE: &str = \"\\\"{version}\\\"\";\nconst INLINE_SCRIPT_HASH: &str = {inline_hash:?};\nconst ASSETS: &[Asset] = &[\n{rows}];\n"
    );
    fs::write(out.join("assets.rs"), table).expect("the output folder is writable");
}

/// The inline script is printed without its last line break, and hashed as printed.
fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\n").unwrap_or(bytes)
}

fn include(index: usize, suffix: &str) -> String {
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/asset-{index}{suffix}\"))")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
