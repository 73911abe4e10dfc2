//! The files of one box.

use std::collections::BTreeMap;

use super::cluster::BoxLine;
use super::digest::{Digests, documents, sha256};
use super::index::{self, FileRow, ObjectRow, Requests};
use super::{BoxIndex, EmitError, FORMAT};
use crate::instantiate::BoxInstance;
use crate::lower::{Lowered, Unit};

/// One box on one member cluster as bytes, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The member cluster, which is the name of the folder above.
    pub cluster: String,
    /// The box, which is the name of its folder.
    pub name: String,
    /// Manifests by the file's name, such as `web.yaml`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The box's index, JSON; see [`BoxIndex`].
    pub index: Vec<u8>,
    /// The box's line in its cluster's index.
    pub line: BoxLine,
}

/// The bytes of a box. A unit without objects gets no file.
///
/// # Errors
/// [`EmitError`] when an object has no text, or two units have one name.
pub fn bundle(instance: &BoxInstance, lowered: &Lowered, masked: &Digests) -> Result<Bundle, EmitError> {
    let mut files = BTreeMap::new();
    let mut rows = Vec::new();
    for unit in lowered.units.iter().filter(|unit| !unit.objects.is_empty()) {
        let file = format!("{}.yaml", unit.name);
        let documents = documents(unit)?;
        rows.extend(unit.objects.iter().zip(&documents).map(|(object, text)| ObjectRow::new(object, &file, text)));
        let text = file_text(instance, unit, &documents);
        if files.insert(file.clone(), text).is_some() {
            return Err(EmitError { what: file, reason: "two items have this name".to_owned() });
        }
    }
    let index = index_of(instance, &files, rows, masked).to_json()?;
    let line = BoxLine::of(&index).ok_or_else(|| EmitError {
        what: format!("the index of {}", instance.identity.name),
        reason: "it does not read back".to_owned(),
    })?;
    Ok(Bundle { cluster: instance.cluster.name.clone(), name: instance.identity.name.clone(), files, index, line })
}

fn index_of(
    instance: &BoxInstance,
    files: &BTreeMap<String, Vec<u8>>,
    mut objects: Vec<ObjectRow>,
    masked: &Digests,
) -> BoxIndex {
    // Stable: within a wave and kind the items keep their order.
    objects.sort_by_key(|row| (row.wave, index::rank(&row.kind)));
    BoxIndex {
        format: FORMAT,
        name: instance.identity.name.clone(),
        namespace: instance.identity.namespace.clone(),
        owner: instance.identity.owner.clone(),
        lifetime: instance.lifetime.map(|lifetime| lifetime.to_string()),
        menu: instance.menu.name.clone(),
        version: instance.menu.version.clone(),
        cluster: instance.cluster.name.clone(),
        uid: instance.cluster.uid.clone(),
        requests: Requests::of(instance),
        files: files.iter().map(|(file, text)| FileRow { file: file.clone(), sha256: sha256(text) }).collect(),
        objects,
        needs: index::needs(instance),
        secrets: index::secrets(instance),
        masked: masked.0.clone(),
    }
}

/// `# web · shop · menus/shop.yaml`, then the objects with `---` between.
fn file_text(instance: &BoxInstance, unit: &Unit, documents: &[Vec<u8>]) -> Vec<u8> {
    let what = match unit.name.as_str() {
        "_box" => format!("box {}", instance.identity.name),
        "_manifests" => format!("manifests of {}", instance.identity.name),
        "_volumes" => format!("volumes of {}", instance.identity.name),
        item => item.to_owned(),
    };
    let header = format!("# {what} · {} · {}", instance.menu.name, instance.menu.path);
    let mut text: Vec<u8> = header.chars().map(printable).collect::<String>().into_bytes();
    text.push(b'\n');
    text.extend(documents.join(b"---\n".as_slice()));
    text
}

/// A path may hold a line break, which would end the comment and let the rest be read as YAML.
fn printable(c: char) -> char {
    let breaks = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    if breaks { '\u{fffd}' } else { c }
}
