//! The ready-made menus that are built into the program.

use crate::source::{ReadError, World};

/// A ready-made menu: a folder of `menus/`.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    pub name: &'static str,
    /// `menu.yaml`
    pub text: &'static str,
    /// What it takes into containers, by the path in its folder.
    pub files: &'static [(&'static str, &'static [u8])],
}

macro_rules! menus {
    ($($name:literal: [$($file:literal),*],)*) => {
        &[$(BuiltIn {
            name: $name,
            text: include_str!(concat!("../menus/", $name, "/menu.yaml")),
            files: &[$(($file, include_bytes!(concat!("../menus/", $name, "/", $file)))),*],
        }),*]
    };
}

/// Each by name, with the files beside its `menu.yaml` that it names.
pub const MENUS: &[BuiltIn] = menus! {
    "airflow": [],
    "clickhouse": [],
    "devbox": [],
    "elasticsearch": [],
    "kafka": [],
    "mailpit": [],
    "memcached": [],
    "minio": [],
    "mongodb": [],
    "mysql": [],
    "nats": [],
    "nginx": [],
    "online-boutique": [],
    "postgres": [],
    "pulsar": ["files/apply-config-from-env.py", "files/generate-zookeeper-config.sh", "files/init-cluster.sh"],
    "rabbitmq": [],
    "redis": [],
    "sock-shop": [],
};

/// What the paths of built-in menus begin with; no folder of a project does.
pub const SCHEME: &str = "boxc:";

impl BuiltIn {
    /// Where its `menu.yaml` stands in a [`Shelved`] world.
    pub fn path(&self) -> String {
        format!("{SCHEME}{}/menu.yaml", self.name)
    }

    fn contents(&self) -> impl Iterator<Item = (String, &'static [u8])> {
        let files = self.files.iter().map(|(path, bytes)| (format!("{SCHEME}{}/{path}", self.name), *bytes));
        std::iter::once((self.path(), self.text.as_bytes())).chain(files)
    }
}

/// A world with the built-in menus beside its own files.
pub struct Shelved<'w>(pub &'w dyn World);

impl World for Shelved<'_> {
    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        let Some(name) = dir.strip_prefix(SCHEME) else { return self.0.list(dir) };
        let menu = MENUS.iter().find(|menu| menu.name == name);
        Ok(menu.into_iter().flat_map(|menu| menu.contents().map(|(path, _)| path)).collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        if !path.starts_with(SCHEME) {
            return self.0.read(path);
        }
        let found = MENUS.iter().flat_map(BuiltIn::contents).find(|(other, _)| other == path);
        found.map(|(_, bytes)| bytes.to_vec()).ok_or_else(|| ReadError::Missing { path: path.to_owned() })
    }
}
