//! Where a container finds its files.
//!
//! Input: files and folders. Output: the pod's volumes for them, where its container mounts them, and the init container
//! that fills variables in.
//! Gained: a folder is one volume, so that a file that is named on its own can stand in it.
//! Not here: the ConfigMap itself.

use k8s_openapi::api::core::v1::{
    ConfigMapProjection, ConfigMapVolumeSource, Container, KeyToPath, ProjectedVolumeSource, SecretProjection, Volume,
    VolumeMount, VolumeProjection,
};

use crate::ast::Medium;
use crate::helper_args::{Format, HelperArgs, Rendering};
use crate::instantiate::{File, FileContent, Folder, Pod, Volume as Storage};
use crate::source::Origin;

use super::containers::some;
use super::pods::POD;
use super::scope::Scope;
use super::volumes::{empty_dir, mount, own};
use super::{Trace, env, files, helper};

/// Where the init container finds files, and where it puts them.
const FROM: &str = "/run/templates";
const TO: &str = "/run/files";

const FILLED: Origin = Origin::Rule("files that are filled in are kept in memory, for secrets may stand in them");

/// Files of the ConfigMap by themselves, keys of secrets by themselves, each folder, what is filled in.
pub(super) fn volumes<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &str,
    pod: &Pod,
    storage: &[Storage],
    volumes: &mut Vec<Volume>,
) {
    let single = |(_, file): &(String, &File)| file.folder.is_none();
    let config: Vec<_> = files::keyed(pod).into_iter().filter(single).collect();
    if !config.is_empty() {
        volumes.push(config_volume(scope, item, &config, storage, volumes.len()));
    }
    let secret: Vec<_> = files::secret(pod).into_iter().filter(single).collect();
    if !secret.is_empty() {
        let sources = secret.iter().map(|(key, file)| Source { file, key, path: key });
        let name = own("secret-files", storage);
        volumes.push(projected(scope, name, item, sources.collect(), None, volumes.len()));
    }
    let keyed: Vec<_> = files::keyed(pod).into_iter().chain(files::secret(pod)).collect();
    for (number, folder) in pod.folders.iter().enumerate() {
        let sources = keyed.iter().filter(|(_, file)| file.folder == Some(number)).filter_map(|(key, file)| {
            let path = file.path.value.strip_prefix(&folder.path.value)?.strip_prefix('/')?;
            Some(Source { file, key, path })
        });
        volumes.push(projected(
            scope,
            folder_name(number, storage),
            item,
            sources.collect(),
            Some(folder),
            volumes.len(),
        ));
    }
    if helper::fills(pod) {
        scope.set(format_args!("{POD}/volumes/{}", volumes.len()), FILLED);
        volumes.push(empty_dir(own("filled", storage), "16Mi", Some(Medium::Memory)));
    }
}

pub(super) fn mounts<T: Trace>(
    scope: &mut Scope<'_, T>,
    pod: &Pod,
    storage: &[Storage],
    mounts: &mut Vec<VolumeMount>,
) {
    for (key, file) in files::keyed(pod).into_iter().chain(files::secret(pod)).filter(|(_, file)| file.folder.is_none())
    {
        let volume = match (&file.filled, &file.content) {
            (Some(_), _) => "filled",
            (None, FileContent::Secret { .. }) => "secret-files",
            (None, FileContent::Text(_) | FileContent::Binary(_)) => "files",
        };
        scope.set(format_args!("/volumeMounts/{}", mounts.len()), file.path.span);
        let whole = mount(own(volume, storage), &file.path.value);
        mounts.push(VolumeMount { sub_path: Some(key), read_only: Some(true), ..whole });
    }
    for (number, folder) in pod.folders.iter().enumerate() {
        scope.set(format_args!("/volumeMounts/{}", mounts.len()), folder.path.span);
        let whole = mount(folder_name(number, storage), &folder.path.value);
        mounts.push(VolumeMount { read_only: Some(true), ..whole });
    }
}

fn folder_name(number: usize, storage: &[Storage]) -> String {
    own(&format!("folder-{number}"), storage)
}

/// The ConfigMap; its keys are listed only where one has a mode of its own.
fn config_volume<T: Trace>(
    scope: &mut Scope<'_, T>,
    item: &str,
    keyed: &[(String, &File)],
    storage: &[Storage],
    at: usize,
) -> Volume {
    // What is filled in gets its mode where it is put.
    let mode = |file: &File| file.mode.as_ref().filter(|_| file.filled.is_none()).map(|mode| mode.span);
    let any_mode = keyed.iter().any(|(_, file)| mode(file).is_some());
    let items = any_mode.then(|| {
        let entries = keyed.iter().enumerate().map(|(entry, (key, file))| {
            let place = format_args!("{POD}/volumes/{at}/configMap/items/{entry}");
            scope.set(place, mode(file).unwrap_or(file.path.span));
            let item = key_to_path(key, key, file);
            KeyToPath { mode: item.mode.filter(|_| file.filled.is_none()), ..item }
        });
        entries.collect()
    });
    let config_map = ConfigMapVolumeSource { name: item.to_owned(), items, ..ConfigMapVolumeSource::default() };
    Volume { name: own("files", storage), config_map: Some(config_map), ..Volume::default() }
}

/// A file in a volume that is put together from several sources.
struct Source<'a> {
    file: &'a File,
    /// Its key in the ConfigMap.
    key: &'a str,
    /// Its path in the volume.
    path: &'a str,
}

/// A folder's own secret comes first: what is named on its own takes the place of what was there.
fn projected<T: Trace>(
    scope: &mut Scope<'_, T>,
    name: String,
    item: &str,
    files: Vec<Source<'_>>,
    folder: Option<&Folder>,
    at: usize,
) -> Volume {
    let mut sources: Vec<VolumeProjection> = Vec::new();
    if let Some(secret) = folder.and_then(|folder| folder.secret.as_ref()) {
        scope.set(format_args!("{POD}/volumes/{at}/projected/sources/0"), secret.span);
        let optional = scope.instance.optional_secret(&secret.value).then_some(true);
        let secret = SecretProjection { name: secret.value.clone(), items: None, optional };
        sources.push(VolumeProjection { secret: Some(secret), ..VolumeProjection::default() });
    }
    let mut config = Vec::new();
    for Source { file, key, path } in files {
        let FileContent::Secret { secret, key, origin } = &file.content else {
            config.push((key_to_path(key, path, file), file));
            continue;
        };
        let place = sources.len();
        scope.set(format_args!("{POD}/volumes/{at}/projected/sources/{place}/secret"), *origin);
        let optional = scope.instance.optional_key(secret, key).map(|span| {
            scope.set(format_args!("{POD}/volumes/{at}/projected/sources/{place}/secret/optional"), span);
            true
        });
        let secret =
            SecretProjection { name: secret.clone(), items: Some(vec![key_to_path(key, path, file)]), optional };
        sources.push(VolumeProjection { secret: Some(secret), ..VolumeProjection::default() });
    }
    if !config.is_empty() {
        for (entry, (_, file)) in config.iter().enumerate() {
            let place = format_args!("{POD}/volumes/{at}/projected/sources/{}/configMap/items/{entry}", sources.len());
            scope.set(place, file.path.span);
        }
        let items = Some(config.into_iter().map(|(item, _)| item).collect());
        let config_map = ConfigMapProjection { name: item.to_owned(), items, optional: None };
        sources.push(VolumeProjection { config_map: Some(config_map), ..VolumeProjection::default() });
    }
    let mode = folder.and_then(|folder| folder.mode.as_ref());
    if let Some(mode) = mode {
        scope.set(format_args!("{POD}/volumes/{at}/projected/defaultMode"), mode.span);
    }
    let projected = ProjectedVolumeSource { default_mode: mode.map(|mode| mode.value), sources: some(sources) };
    Volume { name, projected: Some(projected), ..Volume::default() }
}

fn key_to_path(key: &str, path: &str, file: &File) -> KeyToPath {
    KeyToPath { key: key.to_owned(), path: path.to_owned(), mode: file.mode.as_ref().map(|mode| mode.value) }
}

/// The init container at this place of the list, where files are filled in. It sees the variables that stand in them.
pub(super) fn fill<T: Trace>(
    scope: &mut Scope<'_, T>,
    at: usize,
    item: &str,
    pod: &Pod,
    storage: &[Storage],
) -> Option<Container> {
    let filled = files::keyed(pod).into_iter().filter_map(|(name, file)| Some((name, file, file.filled.as_ref()?)));
    let filled: Vec<_> = filled.collect();
    if filled.is_empty() {
        return None;
    }
    for (number, (_, _, (asked, _))) in filled.iter().enumerate() {
        // Before them stand the command and the two folders.
        scope.set(format_args!("{POD}/initContainers/{at}/args/{}", number + 3), *asked);
    }
    let used = |name: &str| filled.iter().any(|(_, _, (_, variables))| variables.iter().any(|used| used == name));
    let variables = scope.nested(&format!("{POD}/initContainers/{at}"), |scope| {
        let variables = pod.env.iter().filter(|(name, _)| used(&name.value));
        env::env(scope, variables, Some(item)).finish(scope)
    });
    let renderings = filled.iter().map(|(name, file, (_, variables))| Rendering {
        name: name.clone(),
        format: format_of(&file.path.value),
        mode: file.mode.as_ref().and_then(|mode| u32::try_from(mode.value).ok()).unwrap_or(0o644),
        variables: variables.clone(),
    });
    let args = HelperArgs::Render { from: FROM.to_owned(), to: TO.to_owned(), files: renderings.collect() };
    let mounts = vec![
        VolumeMount { read_only: Some(true), ..mount(own("files", storage), FROM) },
        mount(own("filled", storage), TO),
    ];
    let container = helper::container(scope, at, "fill-files", &args)?;
    Some(Container { env: variables, volume_mounts: Some(mounts), ..container })
}

/// How values are written into a file, by its name.
fn format_of(path: &str) -> Format {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("json" | "yaml" | "yml" | "toml") => Format::Json,
        Some("properties") => Format::Properties,
        Some("xml" | "html" | "svg") => Format::Xml,
        Some(_) | None => Format::Plain,
    }
}
