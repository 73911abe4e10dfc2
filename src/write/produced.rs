//! What a run has produced so far, and what follows for the rest of the tree.

use std::collections::BTreeMap;

use super::WriteError;
use super::layout::{Layout, Place, check_file_name};
use crate::emit::{BoxLine, Bundle, cluster_index};

type Lines = BTreeMap<String, BoxLine>;

/// The line of each box that a run has produced, by member cluster. This is all that is kept of a box.
#[derive(Debug, Default)]
pub(super) struct Produced {
    clusters: BTreeMap<String, Lines>,
}

/// What is to be done besides placing the boxes that differ.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Boxes that the index lists and the run neither produced nor keeps.
    pub(super) removed: Vec<Place>,
    /// The clusters whose index is not what it should be: its new text, or `None` where no box is left.
    pub(super) indexes: BTreeMap<String, Option<Vec<u8>>>,
}

impl Produced {
    pub(super) fn add(&mut self, bundle: &Bundle) -> Result<Place, WriteError> {
        let place = Place::new(&bundle.cluster, &bundle.name)?;
        for name in bundle.files.keys() {
            check_file_name(name)?;
        }
        let lines = self.clusters.entry(place.cluster.clone()).or_default();
        match lines.insert(place.name.clone(), bundle.line.clone()) {
            None => Ok(place),
            Some(_) => Err(WriteError::Twice { cluster: place.cluster, name: place.name }),
        }
    }

    pub(super) fn clusters(&self) -> impl Iterator<Item = &String> {
        self.clusters.keys()
    }

    pub(super) fn has(&self, place: &Place) -> bool {
        self.clusters.get(&place.cluster).is_some_and(|lines| lines.contains_key(&place.name))
    }

    /// `kept` is asked of every box that the index lists and the run has not produced.
    pub(super) fn settle(&self, layout: &Layout, kept: impl Fn(&str, &str) -> bool) -> Result<Settled, WriteError> {
        let mut settled = Settled::default();
        let mut clusters = layout.clusters()?;
        clusters.extend(self.clusters().cloned());
        clusters.sort();
        clusters.dedup();
        for cluster in clusters {
            let mut lines = self.clusters.get(&cluster).cloned().unwrap_or_default();
            let others = layout.boxes(&cluster)?.into_iter().filter(|place| !self.has(place));
            let (stay, go): (Vec<Place>, Vec<Place>) = others.partition(|place| kept(&place.cluster, &place.name));
            if lines.is_empty() && go.is_empty() && !stay.is_empty() {
                continue;
            }
            settled.removed.extend(go);
            add_lines(layout, stay, &mut lines)?;
            settled.index(layout, cluster, &lines)?;
        }
        Ok(settled)
    }
}

/// The lines of boxes that stay as they are, from their own index: two branches may have merged.
fn add_lines(layout: &Layout, stay: Vec<Place>, lines: &mut Lines) -> Result<(), WriteError> {
    for place in stay {
        let path = layout.box_index(&place);
        let line = layout.file(&path)?.as_deref().and_then(BoxLine::of);
        lines.insert(place.name, line.ok_or(WriteError::NotAnIndex { path })?);
    }
    Ok(())
}

impl Settled {
    fn index(&mut self, layout: &Layout, cluster: String, lines: &Lines) -> Result<(), WriteError> {
        let path = layout.cluster_index(&cluster);
        let error = |error: serde_json::Error| WriteError::system("write", &path)(error.into());
        let wanted = if lines.is_empty() { None } else { Some(cluster_index(&cluster, lines).map_err(error)?) };
        if layout.file(&path)? != wanted {
            self.indexes.insert(cluster, wanted);
        }
        Ok(())
    }
}
