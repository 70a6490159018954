//! Who may depend on whom: skin → use → edge → pure, never back up, never sideways between the two skins. The list below
//! is the diagram in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use super::Finding;

/// Each crate, and which of ours it may use. Tests may use whatever lies below, and `testkit`.
const ARROWS: &[(&str, &[&str])] = &[
    // Pure: values in, values out.
    ("kernel", &[]),
    ("jose", &["kernel"]),
    ("identity", &["kernel", "jose"]),
    ("toolkit", &["kernel"]),
    ("onboarding", &["kernel", "toolkit"]),
    // Edge: databases, messages and other people's providers.
    ("store", &["kernel", "jose", "identity", "toolkit", "onboarding"]),
    ("notify", &["kernel"]),
    ("documents", &["kernel"]),
    ("relying-party", &["kernel", "jose"]),
    ("pds", &["kernel", "jose", "identity"]),
    // Use cases.
    (
        "app",
        &[
            "kernel",
            "jose",
            "identity",
            "toolkit",
            "onboarding",
            "store",
            "notify",
            "documents",
            "relying-party",
            "pds",
        ],
    ),
    // Skins.
    ("nhsuk", &[]),
    ("web-kit", &["kernel", "nhsuk", "app"]),
    ("provider", &["kernel", "jose", "identity", "documents", "app", "nhsuk", "web-kit"]),
    (
        "portal",
        &["kernel", "jose", "identity", "toolkit", "onboarding", "documents", "app", "nhsuk", "web-kit"],
    ),
    // The binary, and what stands beside the product.
    (
        "slipway",
        &[
            "kernel",
            "jose",
            "identity",
            "toolkit",
            "onboarding",
            "store",
            "notify",
            "documents",
            "relying-party",
            "pds",
            "app",
            "nhsuk",
            "web-kit",
            "provider",
            "portal",
        ],
    ),
    (
        "testkit",
        &[
            "kernel",
            "jose",
            "identity",
            "toolkit",
            "onboarding",
            "store",
            "notify",
            "documents",
            "relying-party",
            "pds",
            "app",
            "web-kit",
            "provider",
            "portal",
        ],
    ),
    ("bench", &["kernel", "jose", "identity", "toolkit", "onboarding", "store", "app"]),
    ("relying-party-rust", &["kernel", "jose"]),
    ("gallery", &["kernel", "nhsuk", "web-kit", "provider", "portal"]),
    ("xtask", &[]),
];

/// Crates that know no runtime, server, database or network, not even through someone else.
const PURE: [&str; 6] = ["kernel", "jose", "identity", "toolkit", "onboarding", "nhsuk"];
const IMPURE: [&str; 9] = [
    "axum",
    "hyper",
    "postgres",
    "reqwest",
    "rusqlite",
    "tokio",
    "tokio-postgres",
    "tower",
    "tracing-subscriber",
];

pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let metadata = MetadataCommand::new().current_dir(root).other_options(["--locked".to_owned()]).exec();
    let metadata =
        metadata.context("`cargo metadata --locked` failed; is Cargo.lock in step with the manifests?")?;
    let mut findings = Vec::new();
    let ours: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    for package in metadata.workspace_packages() {
        let manifest = package.manifest_path.strip_prefix(root).unwrap_or(&package.manifest_path);
        let used = package.dependencies.iter().filter(|dependency| ours.contains(dependency.name.as_str()));
        let used = used.map(|dependency| (dependency.name.as_str(), dependency.kind));
        for message in wrong_arrows(&package.name, used) {
            findings.push(Finding::error(manifest.as_std_path(), 1, message));
        }
    }
    findings.extend(impure(&metadata, root));
    Ok(findings)
}

/// What one crate uses and may not.
fn wrong_arrows<'a>(name: &str, used: impl Iterator<Item = (&'a str, DependencyKind)>) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| *crate_name == name) else {
        return vec![format!(
            "{name} is not in the list of arrows; add it to xtask/src/tidy/arrows.rs with what it may use"
        )];
    };
    used.filter(|(target, kind)| !is_allowed(target, *kind, allowed))
        .map(|(target, _)| {
            format!("{name} must not depend on {target}: arrows go down only (xtask/src/tidy/arrows.rs has the list); move the code to the layer that may know both")
        })
        .collect()
}

fn is_allowed(target: &str, kind: DependencyKind, allowed: &[&str]) -> bool {
    let in_tests = kind == DependencyKind::Development;
    allowed.contains(&target) || (in_tests && (target == "testkit" || below(allowed).contains(target)))
}

/// Everything that the allowed crates may reach themselves.
fn below<'a>(allowed: &[&'a str]) -> BTreeSet<&'a str> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = allowed.to_vec();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(
                ARROWS.iter().filter(|(from, _)| *from == name).flat_map(|(_, to)| to.iter().copied()),
            );
        }
    }
    reached
}

fn impure(metadata: &Metadata, root: &Path) -> Vec<Finding> {
    let graph = Graph::of(metadata);
    let pure =
        metadata.workspace_packages().into_iter().filter(|package| PURE.contains(&package.name.as_str()));
    pure.flat_map(|package| {
        let manifest = PathBuf::from(package.manifest_path.strip_prefix(root).unwrap_or(&package.manifest_path));
        let found = graph.reach(&package.id).into_iter().filter(|name| IMPURE.contains(name));
        let message = move |name| format!("{} is pure and must not reach {name}, not even through another crate (`cargo tree -p {} -i {name}` shows the way)", package.name, package.name);
        found.map(move |name| Finding::error(&manifest, 1, message(name))).collect::<Vec<_>>()
    })
    .collect()
}

/// What each package links, leaving out what only tests and build scripts use.
struct Graph<'a> {
    names: BTreeMap<&'a PackageId, &'a str>,
    edges: BTreeMap<&'a PackageId, Vec<&'a PackageId>>,
}

impl<'a> Graph<'a> {
    fn of(metadata: &'a Metadata) -> Self {
        let names = metadata.packages.iter().map(|package| (&package.id, package.name.as_str())).collect();
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let edges = nodes
            .map(|node| {
                let linked = node.deps.iter().filter(|dependency| {
                    dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
                });
                (&node.id, linked.map(|dependency| &dependency.pkg).collect())
            })
            .collect();
        Self { names, edges }
    }

    fn reach(&self, from: &'a PackageId) -> BTreeSet<&'a str> {
        let mut seen: BTreeSet<&PackageId> = BTreeSet::new();
        let mut open = vec![from];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(self.edges.get(id).into_iter().flatten());
            }
        }
        seen.iter().filter_map(|id| self.names.get(id).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(name: &str, used: &[(&str, DependencyKind)]) -> usize {
        wrong_arrows(name, used.iter().copied()).len()
    }

    #[test]
    fn an_arrow_down_is_fine_and_one_up_or_sideways_is_not() {
        assert_eq!(
            arrows("provider", &[("app", DependencyKind::Normal), ("nhsuk", DependencyKind::Normal)]),
            0
        );
        assert_eq!(arrows("app", &[("provider", DependencyKind::Normal)]), 1);
        assert_eq!(arrows("provider", &[("portal", DependencyKind::Normal)]), 1);
        assert_eq!(arrows("portal", &[("provider", DependencyKind::Development)]), 1);
        assert_eq!(arrows("portal", &[("store", DependencyKind::Normal)]), 1);
    }

    #[test]
    fn tests_may_use_the_testkit_and_whatever_lies_below() {
        assert_eq!(arrows("kernel", &[("testkit", DependencyKind::Development)]), 0);
        assert_eq!(arrows("portal", &[("store", DependencyKind::Development)]), 0);
        assert_eq!(arrows("portal", &[("testkit", DependencyKind::Normal)]), 1);
    }

    #[test]
    fn an_unknown_crate_must_be_listed() {
        assert_eq!(arrows("unheard-of", &[]), 1);
    }

    #[test]
    fn the_list_itself_has_no_circle() {
        for (name, allowed) in ARROWS {
            assert!(!below(allowed).contains(name), "{name} can reach itself");
        }
    }
}
