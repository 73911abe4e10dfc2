//! The ready-made menus that are built into the program.

/// A ready-made menu.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    pub name: &'static str,
    pub text: &'static str,
}

/// A folder of `menus/` each.
pub const MENUS: &[BuiltIn] = &[
    BuiltIn { name: "mailpit", text: include_str!("../menus/mailpit/menu.yaml") },
    BuiltIn { name: "memcached", text: include_str!("../menus/memcached/menu.yaml") },
    BuiltIn { name: "nginx", text: include_str!("../menus/nginx/menu.yaml") },
    BuiltIn { name: "postgres", text: include_str!("../menus/postgres/menu.yaml") },
    BuiltIn { name: "redis", text: include_str!("../menus/redis/menu.yaml") },
];
