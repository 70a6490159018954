//! npm's lock files name packages and their digests, never the server that one machine happened to fetch them from.

use std::path::Path;

use super::Finding;

pub fn check(file: &Path, text: &str) -> Vec<Finding> {
    if !file.ends_with("package-lock.json") {
        return Vec::new();
    }
    let found = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("\"resolved\":"));
    let message =
        "names a registry: set `omit-lockfile-registry-resolved=true` for npm and write the lock file again";
    found.map(|(index, _)| Finding::error(file, index + 1, message)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_lock_file_is_found() {
        let text =
            "{\n  \"resolved\": \"https://registry.example/a.tgz\",\n  \"integrity\": \"sha512-AAAA\"\n}\n";
        let found: Vec<usize> =
            check(Path::new("e2e/package-lock.json"), text).iter().map(|finding| finding.line).collect();
        assert_eq!(found, [2]);
        assert_eq!(check(Path::new("e2e/package.json"), text), []);
    }
}
