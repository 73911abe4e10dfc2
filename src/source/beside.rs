//! A project with documents of another folder beside its own.

use super::{ReadError, World};

/// A world in which a folder of another one is seen under a name of its own, `NAME:`, which no path of a project begins with.
pub struct Beside<'w> {
    pub base: &'w dyn World,
    /// Such as `new:`.
    pub name: &'static str,
    pub folder: &'w dyn World,
    /// What of the folder is listed as menus, by the paths there.
    pub menus: Vec<String>,
    /// Files of the base that are not listed.
    pub hidden: Vec<String>,
    /// Whether the boxes of the base are left out.
    pub without_boxes: bool,
}

impl Beside<'_> {
    /// The path of a file of the folder in this world.
    pub fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.name)
    }

    fn inner<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(self.name)?;
        rest.strip_prefix('/').or(rest.is_empty().then_some(""))
    }
}

impl World for Beside<'_> {
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        if let Some(inner) = self.inner(dir) {
            let found = self.folder.list(inner)?;
            return Ok(found.iter().map(|file| self.path(file)).collect());
        }
        if dir == "boxes" && self.without_boxes {
            return Ok(Vec::new());
        }
        let mut found = self.base.list(dir)?;
        found.retain(|path| !self.hidden.contains(path));
        if dir == "menus" {
            found.extend(self.menus.iter().map(|file| self.path(file)));
        }
        Ok(found)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match self.inner(path) {
            Some(inner) => self.folder.read(inner).map_err(|error| error.of(path)),
            None => self.base.read(path),
        }
    }
}
