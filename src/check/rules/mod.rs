//! The rules, one file and one page each, in reading order.

use crate::diagnostic::{Diagnostics, Page};
use crate::hir::Menu;

use super::Check;

mod bad_default;
mod conditions;
mod counted_need;
mod dangling_secret;
mod duplicate_mount;
mod duplicate_port;
mod duplicate_secret;
mod exposures;
mod expressions;
mod file_or_folder;
mod host_alias;
mod idle_relaxation;
mod idle_within;
mod job_keys;
mod joined_names;
mod joins;
mod latest_image;
mod leaked_name;
mod literal_secret;
mod long_name;
mod many_members;
mod misplaced_constraint;
mod mounts;
mod need_cycle;
mod no_command;
mod optional_in_text;
mod own_name;
mod port_references;
mod renamed_name;
mod replica_range;
mod root_user;
mod run_time_call;
mod secret_argument;
mod secret_job;
mod secret_keys;
mod short_wait;
mod sidecars;
mod stable_port;
mod stray_dir;
mod switched_off;
mod undeclared_need;
mod unmet_count;
mod unseen_patch;
mod unseen_secret;
mod unset_variable;
mod value_cycle;
mod via_outside;
mod watched_need;

pub use latest_image::LatestImage;
pub use leaked_name::LeakedName;
pub use literal_secret::literal_secrets;
pub use many_members::{MOST_MEMBERS, ManyMembers};
pub use no_command::{NoCommand, asked as asks_helper};
pub use renamed_name::renamed_name;
pub use replica_range::ReplicaRange;
pub use root_user::RootUser;
pub use unmet_count::UnmetCount;
pub use unset_variable::UnsetVariable;
pub use via_outside::OutsideOnly;

/// What a rule looks at.
pub type Rule = fn(&Menu, &mut Diagnostics);

/// Every rule, in the order in which a reader would ask.
pub const RULES: &[Rule] = &[
    misplaced_constraint::check,
    bad_default::check,
    conditions::check,
    switched_off::check,
    need_cycle::check,
    counted_need::check,
    unmet_count::check,
    watched_need::check,
    idle_within::check,
    short_wait::check,
    via_outside::check,
    port_references::check,
    exposures::check,
    dangling_secret::check,
    optional_in_text::check,
    joins::check,
    job_keys::check,
    secret_keys::check,
    secret_job::check,
    mounts::check,
    value_cycle::check,
    expressions::check,
    undeclared_need::check,
    renamed_name::check,
    literal_secret::check,
    leaked_name::check,
    own_name::check,
    duplicate_port::check,
    sidecars::check,
    duplicate_mount::check,
    stray_dir::check,
    file_or_folder::check,
    unset_variable::check,
    duplicate_secret::check,
    stable_port::check,
    host_alias::check,
    many_members::check,
    replica_range::check,
    long_name::check,
    joined_names::check,
    no_command::check,
    latest_image::check,
    root_user::check,
    idle_relaxation::check,
    secret_argument::check,
    unseen_secret::check,
    unseen_patch::check,
];

/// The pages of the rules' codes.
pub const PAGES: &[Page] = &[
    Page { code: "bad-default", text: include_str!("bad_default.md") },
    Page { code: "cluster-dependent", text: include_str!("cluster_dependent.md") },
    Page { code: "dangling-join", text: include_str!("dangling_join.md") },
    Page { code: "counted-need", text: include_str!("counted_need.md") },
    Page { code: "dangling-secret", text: include_str!("dangling_secret.md") },
    Page { code: "dangling-volume", text: include_str!("dangling_volume.md") },
    Page { code: "duplicate-mount", text: include_str!("duplicate_mount.md") },
    Page { code: "duplicate-port", text: include_str!("duplicate_port.md") },
    Page { code: "host-alias", text: include_str!("host_alias.md") },
    Page { code: "idle-job-key", text: include_str!("idle_job_key.md") },
    Page { code: "idle-relaxation", text: include_str!("idle_relaxation.md") },
    Page { code: "idle-within", text: include_str!("idle_within.md") },
    Page { code: "file-or-folder", text: include_str!("file_or_folder.md") },
    Page { code: "latest-image", text: include_str!("latest_image.md") },
    Page { code: "leaked-name", text: include_str!("leaked_name.md") },
    Page { code: "literal-secret", text: include_str!("literal_secret.md") },
    Page { code: "long-name", text: include_str!("long_name.md") },
    Page { code: "many-members", text: include_str!("many_members.md") },
    Page { code: "misplaced-constraint", text: include_str!("misplaced_constraint.md") },
    Page { code: "need-cycle", text: include_str!("need_cycle.md") },
    Page { code: "optional-in-text", text: include_str!("optional_in_text.md") },
    Page { code: "renamed-name", text: include_str!("renamed_name.md") },
    Page { code: "replica-range", text: include_str!("replica_range.md") },
    Page { code: "no-command", text: include_str!("no_command.md") },
    Page { code: "own-name", text: include_str!("own_name.md") },
    Page { code: "root-user", text: include_str!("root_user.md") },
    Page { code: "secret-argument", text: include_str!("secret_argument.md") },
    Page { code: "secret-job", text: include_str!("secret_job.md") },
    Page { code: "secret-keys", text: include_str!("secret_keys.md") },
    Page { code: "short-wait", text: include_str!("short_wait.md") },
    Page { code: "sidecar-name", text: include_str!("sidecars.md") },
    Page { code: "stable-port", text: include_str!("stable_port.md") },
    Page { code: "stray-dir", text: include_str!("stray_dir.md") },
    Page { code: "switched-off", text: include_str!("switched_off.md") },
    Page { code: "undeclared-need", text: include_str!("undeclared_need.md") },
    Page { code: "unfit-exposure", text: include_str!("unfit_exposure.md") },
    Page { code: "unknown-name", text: include_str!("unknown_name.md") },
    Page { code: "unlike-join", text: include_str!("unlike_join.md") },
    Page { code: "unnamed-port", text: include_str!("unnamed_port.md") },
    Page { code: "unshared-volume", text: include_str!("unshared_volume.md") },
    Page { code: "unmet-count", text: include_str!("unmet_count.md") },
    Page { code: "unset-variable", text: include_str!("unset_variable.md") },
    Page { code: "value-cycle", text: include_str!("value_cycle.md") },
    Page { code: "via-outside", text: include_str!("via_outside.md") },
    Page { code: "watched-need", text: include_str!("watched_need.md") },
];

impl Check for Menu {
    fn findings(&self, diagnostics: &mut Diagnostics) {
        for rule in RULES {
            rule(self, diagnostics);
        }
    }
}
