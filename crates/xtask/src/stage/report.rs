//! `build.json`: what the build consists of and what it weighs on the wire, for the size budget, `bench` and curious people.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::names::Build;
use super::{ASSETS, Mode, compress};
use crate::error::{Doing, Result};
use crate::{files, say};

/// The report's name in `dist`.
pub const FILE: &str = "build.json";

/// What the first page load fetches, in English.
const FIRST_LOAD: [&str; 5] = ["app.wasm", "app.js", "boot.js", "style.css", "messages.en.json"];

/// One file's weight.
#[derive(Debug)]
pub struct Weight {
    /// Its role (`app.wasm`) or the name of its chunk.
    pub role: String,
    /// Which parts of the app, loaded on demand, need it.
    pub parts: Vec<String>,
    /// On disk.
    pub raw: usize,
    /// On the wire; missing in dev builds. Files too small to be compressed travel as they are.
    pub brotli: Option<usize>,
}

impl Weight {
    /// What travels.
    pub fn wire(&self) -> usize {
        self.brotli.unwrap_or(self.raw)
    }
}

/// The weights of a build.
#[derive(Debug)]
pub struct BuildReport {
    /// Identifies the build.
    pub id: String,
    /// `wasm-release` or `wasm-dev`.
    pub profile: String,
    /// Every file below `assets`.
    pub weights: Vec<Weight>,
}

impl BuildReport {
    /// Reads the report of a built app.
    pub fn read(dist: &Path) -> Result<Self> {
        let value: Value =
            serde_json::from_str(&files::read_text(&dist.join(FILE))?).doing("build.json is damaged")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let size = |value: &Value| value.as_u64().and_then(|size| usize::try_from(size).ok());
        let weights = value["files"].as_array().map_or_else(Vec::new, |list| {
            let weight = |file: &Value| Weight {
                role: text(&file["role"]),
                parts: file["parts"].as_array().map_or_else(Vec::new, |it| it.iter().map(text).collect()),
                raw: size(&file["bytes"]).unwrap_or_default(),
                brotli: size(&file["brotli"]),
            };
            list.iter().map(weight).collect()
        });
        Ok(Self { id: text(&value["build"]), profile: text(&value["profile"]), weights })
    }

    /// What the first page load fetches, and everything else.
    pub fn parts(&self) -> (Vec<&Weight>, Vec<&Weight>) {
        self.weights.iter().partition(|weight| FIRST_LOAD.contains(&weight.role.as_str()))
    }

    /// The parts of the app that load on demand, each with what a visit to it fetches where nothing of it is there yet.
    pub fn on_demand(&self) -> BTreeMap<&str, Vec<&Weight>> {
        let mut parts = BTreeMap::<_, Vec<_>>::new();
        for weight in &self.weights {
            for part in &weight.parts {
                parts.entry(part.as_str()).or_default().push(weight);
            }
        }
        parts
    }

    /// One line for the end of a build.
    pub fn summary(&self) -> String {
        let (first, rest) = self.parts();
        let wire = |list: &[&Weight]| list.iter().map(|it| it.wire()).sum::<usize>();
        format!(
            "build {}: {} to load first, {} more in {} files on demand{}",
            self.id,
            say::bytes(wire(&first)),
            say::bytes(wire(&rest)),
            rest.len(),
            if self.profile == Mode::Release.profile() { " (brotli)" } else { " (not compressed)" }
        )
    }
}

/// Weighs the files and writes the report.
pub fn write(staging: &Path, build: &Build, mode: Mode) -> Result<BuildReport> {
    let weights = build.files.iter().map(|file| {
        let compressed = compress::beside(&staging.join(ASSETS).join(&file.name), "br");
        let on_the_wire = compressed.metadata().ok().and_then(|it| usize::try_from(it.len()).ok());
        let brotli = (mode == Mode::Release).then(|| on_the_wire.unwrap_or(file.bytes.len()));
        (file, Weight { role: file.role.clone(), parts: file.parts.clone(), raw: file.bytes.len(), brotli })
    });
    let weights: Vec<_> = weights.collect();
    let list: Vec<_> = weights
        .iter()
        .map(|(file, weight)| {
            let path = format!("{ASSETS}/{}", file.name);
            json!({ "role": weight.role, "path": path, "parts": weight.parts, "bytes": weight.raw, "brotli": weight.brotli })
        })
        .collect();
    let report = json!({ "build": build.id, "profile": mode.profile(), "files": list });
    files::write(&staging.join(FILE), format!("{report:#}\n"))?;
    Ok(BuildReport {
        id: build.id.clone(),
        profile: mode.profile().to_owned(),
        weights: weights.into_iter().map(|(_, weight)| weight).collect(),
    })
}
