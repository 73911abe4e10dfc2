//! What of a menu another version keeps.

use boxc::compile::{self, Project};
use boxc::contract::{Change, compare};
use boxc::diagnostic::{Diagnostics, render};
use boxc::source::{Disk, Memory, SourceMap, World};

use crate::support::{cases, project, root};

fn open(world: &dyn World, sources: &mut SourceMap) -> Project {
    let mut found = Diagnostics::default();
    let project = compile::open(world, sources, &mut found);
    assert!(!found.has_errors(), "{}", render::plain(&found, sources));
    project.unwrap()
}

/// The changes between the menus at one position of two projects.
fn changes(old: &Project, new: &Project, at: usize) -> Vec<Change> {
    let trees = (old.tree(at).unwrap(), new.tree(at).unwrap());
    compare((&old.menus()[at], trees.0), (&new.menus()[at], trees.1))
}

/// Each change as `LEVEL MESSAGE`.
fn told(old: &str, new: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let mut menu = |sections: &str| open(&project(&[format!("menu: shop\nversion: 1.0.0\n{sections}")]), &mut sources);
    let (old, new) = (menu(old), menu(new));
    let all = changes(&old, &new, 0);
    assert!(all.iter().all(|change| change.old.or(change.new).is_some()), "{all:?}");
    all.iter().map(|change| format!("{} {}", change.level.word(), change.what)).collect()
}

/// Each way in which a menu may change, by what differs, and what is said of it.
const CHANGES: &[(&str, &str, &[&str])] = &[
    // Parameters.
    ("params: {a: {type: int, default: 1}}", "params: {}", &["breaking the parameter `a` is gone"]),
    ("params: {}", "params: {a: {type: int, default: 1}}", &["new the parameter `a` is new"]),
    ("params: {}", "params: {a: {type: int}}", &["breaking the parameter `a` is new, and every order has to say it"]),
    (
        "params: {a: {type: int, default: 1}}",
        "params: {a: {type: int}}",
        &["breaking `a` has no default any more, and every order has to say it"],
    ),
    (
        "params: {a: {type: int}}",
        "params: {a: {type: int, default: 1}}",
        &["new `a` is `1` where an order does not say it"],
    ),
    (
        "params: {a: {type: int, default: 1}}",
        "params: {a: {type: int, default: 2}}",
        &["new `a` is `2`, no longer `1`, where an order does not say it"],
    ),
    ("params: {a: {type: int}}", "params: {a: {type: number}}", &["new `a` is a number, no longer an int"]),
    ("params: {a: {type: number}}", "params: {a: {type: int}}", &["breaking `a` is an int, no longer a number"]),
    (
        "params: {a: {type: list, of: int}}",
        "params: {a: {type: list, of: number}}",
        &["new `a` is a list of number, no longer a list of int"],
    ),
    (
        "params: {a: {type: list, of: int}}",
        "params: {a: {type: map, of: int}}",
        &["breaking `a` is a map of int, no longer a list of int"],
    ),
    (
        "params: {a: {type: string}}",
        "params: {a: {type: duration}}",
        &["breaking `a` is a duration, no longer a string"],
    ),
    (
        "params: {a: {type: int}}",
        "params: {a: {type: int, min: 1}}",
        &["breaking `a` is at least 1, which was not bounded"],
    ),
    (
        "params: {a: {type: int, min: 1}}",
        "params: {a: {type: int, min: 2}}",
        &["breaking `a` is at least 2, no longer 1"],
    ),
    ("params: {a: {type: int, min: 2}}", "params: {a: {type: int, min: 1}}", &["new `a` is at least 1, no longer 2"]),
    ("params: {a: {type: int, max: 2}}", "params: {a: {type: int}}", &["new `a` is at most 2 no longer"]),
    (
        "params: {a: {type: int, max: 2}}",
        "params: {a: {type: int, max: 1}}",
        &["breaking `a` is at most 1, no longer 2"],
    ),
    (
        "params: {a: {type: string, max-length: 9}}",
        "params: {a: {type: string, max-length: 8}}",
        &["breaking `a` is no longer than 8, no longer 9"],
    ),
    (
        "params: {a: {type: string, min-length: 9}}",
        "params: {a: {type: string, min-length: 8}}",
        &["new `a` is no shorter than 8, no longer 9"],
    ),
    (
        "params: {a: {type: string}}",
        "params: {a: {type: string, pattern: x+}}",
        &["breaking `a` matches `x+`, and may refuse what it took"],
    ),
    (
        "params: {a: {type: string, pattern: x+}}",
        "params: {a: {type: string}}",
        &["new `a` matches no pattern any more"],
    ),
    (
        "params: {a: {type: string, enum: [x, y]}}",
        "params: {a: {type: string, enum: [x, z]}}",
        &["breaking `a` can't be `y` any more", "new `a` may be `z`"],
    ),
    (
        "params: {a: {type: string}}",
        "params: {a: {type: string, enum: [x, z]}}",
        &["breaking `a` is one of some values only"],
    ),
    ("params: {a: {type: string, enum: [x]}}", "params: {a: {type: string}}", &["new `a` may be any value"]),
    ("params: {a: {type: int, help: some}}", "params: {a: {type: int, help: other}}", &["inside `a` has other `help`"]),
    // Names.
    (
        "services: {a: {image: 'a:1'}, b: {image: 'a:1'}}",
        "services: {b: {image: 'a:1'}}",
        &["breaking the service `a` is gone"],
    ),
    ("jobs: {a: {image: 'a:1'}}", "jobs: {}", &["breaking the job `a` is gone"]),
    (
        "services: {b: {image: 'a:1'}}",
        "services: {a: {image: 'a:1'}, b: {image: 'a:1'}}",
        &["new the service `a` is new"],
    ),
    ("services: {a: {image: 'a:1'}}", "jobs: {a: {image: 'a:1'}}", &["breaking `a` is a job, no longer a service"]),
    (
        "services: {a: {image: 'a:1', aliases: [c]}}",
        "services: {a: {image: 'a:1', aliases: [d]}}",
        &["breaking the alias `c` is gone", "new the alias `d` is new"],
    ),
    (
        "services: {a: {image: 'a:1', aliases: [c]}, b: {image: 'a:1'}}",
        "services: {a: {image: 'a:1'}, b: {image: 'a:1', aliases: [c]}}",
        &["breaking `c` means `b`, no longer `a`"],
    ),
    (
        "services: {a: {image: 'a:1', aliases: [x.c]}}",
        "services: {a: {image: 'a:1', aliases: [y.c]}}",
        &["breaking the alias `x.c` is gone", "new the alias `y.c` is new"],
    ),
    ("templates: {t: {image: 'a:1'}}", "templates: {}", &["breaking the template `t` is gone"]),
    ("templates: {}", "templates: {t: {image: 'a:1'}}", &["new the template `t` is new"]),
    // Conditions.
    (
        "params: {x: {type: bool, default: true}}\nservices: {a: {image: 'a:1'}}",
        "params: {x: {type: bool, default: true}}\nservices: {a: {image: 'a:1', when: '${{ params.x }}'}}",
        &["breaking `a` is not there when `x` is false"],
    ),
    (
        "params: {x: {type: bool, default: true}}\nservices: {a: {image: 'a:1', when: '${{ params.x }}'}}",
        "params: {x: {type: bool, default: true}}\nservices: {a: {image: 'a:1'}}",
        &["new `a` is there when `x` is false"],
    ),
    (
        "services: {a: {image: 'a:1'}}",
        "params: {x: {type: bool, default: true}}\nservices: {a: {image: 'a:1', when: '${{ params.x }}'}}",
        &["new the parameter `x` is new", "inside `a` has other `when`"],
    ),
    (
        "services: {a: {image: 'a:1'}}",
        "params: {x: {type: bool, default: false}}\nservices: {a: {image: 'a:1', when: '${{ params.x }}'}}",
        &["breaking `a` is not there any more", "new the parameter `x` is new"],
    ),
    (
        "params: {x: {type: string, enum: [p, q]}}\nvolumes: {v: {size: 1Gi, when: \"${{ params.x == 'p' }}\"}}",
        "params: {x: {type: string, enum: [p, q]}}\nvolumes: {v: {size: 1Gi, when: \"${{ params.x == 'q' }}\"}}",
        &["breaking the volume `v` is not there when `x` is p"],
    ),
    // Ports.
    (
        "services: {a: {image: 'a:1', ports: {p: 80, q: 81}}}",
        "services: {a: {image: 'a:1', ports: {p: 80}}}",
        &["breaking `a` has no port `q` any more"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: 80}}}",
        "services: {a: {image: 'a:1', ports: {p: 80, q: 81}}}",
        &["breaking `a` has a second port, `q`: a need that names none can't tell which it means"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: http}, q: 81}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: http}, q: 81, r: {port: 82, interface: http}}}}",
        &["breaking `a` has another port of `http`, `r`: a need by that can't tell which it means"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: http}, q: 81}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: http}, q: 81, r: {port: 82, interface: grpc}}}}",
        &["new `a` has a port `r`"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, target: 8080}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 81, target: 8080}}}}",
        &["breaking `p` of `a` is 81, no longer 80"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, target: 8080}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, target: 8081}}}}",
        &["breaking `p` of `a` is served on 8081, no longer on 8080, and so is what joins it"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, transport: tcp, interface: x}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, transport: both, interface: x}}}}",
        &["new `p` of `a` is both, no longer tcp alone"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, transport: both, interface: x}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, transport: udp, interface: x}}}}",
        &["breaking `p` of `a` is udp, no longer both"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x@1.2}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x@1.3}}}}",
        &["new `p` of `a` speaks `x@1.3`, no longer `x@1.2`"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x@1.2}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x@1.1}}}}",
        &["breaking `p` of `a` speaks `x@1.1`, no longer `x@1.2`"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x@1.2}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x@2}}}}",
        &["breaking `p` of `a` speaks `x@2`, no longer `x@1.2`"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x@1}}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: x}}}}",
        &["breaking `p` of `a` speaks `x`, no longer `x@1`"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: 80}}}",
        "services: {a: {image: 'a:1', ports: {p: {port: 80, interface: http}}}}",
        &["new `p` of `a` speaks `http`, no longer `tcp`"],
    ),
    // What else others see.
    (
        "services: {a: {image: 'a:1', outputs: {x: '1'}}}",
        "services: {a: {image: 'a:1', outputs: {y: '1'}}}",
        &["breaking `a` has no output `x` any more", "new `a` has an output `y`"],
    ),
    (
        "services: {a: {image: 'a:1', outputs: {x: '1'}}}",
        "services: {a: {image: 'a:1', outputs: {x: '2'}}}",
        &["inside `a` has other `outputs`"],
    ),
    (
        "services: {a: {image: 'a:1', storage: {d: {mount: /d, size: 1Gi}}}}",
        "services: {a: {image: 'a:1'}}",
        &["breaking `a` has no members with names of their own any more", "inside `a` has other `storage`"],
    ),
    (
        "services: {a: {image: 'a:1', identity: stable}}",
        "services: {a: {image: 'a:1', storage: {d: {mount: /d, size: 1Gi}}}}",
        &["breaking the members of `a` have other names", "inside `a` has other `identity`, `storage`"],
    ),
    (
        "jobs: {a: {image: 'a:1'}}",
        "jobs: {a: {image: 'a:1', keep-for: 1h}}",
        &["breaking nothing can wait for `a` any more", "inside `a` has other `keep-for`"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: 80}, expose: {x: {host: a.example}}}}",
        "services: {a: {image: 'a:1', ports: {p: 80}, expose: {x: {host: b.example}, y: {host: a.example}}}}",
        &["breaking `x` of `a` has another address outside", "new `a` is exposed as `y`"],
    ),
    (
        "services: {a: {image: 'a:1', ports: {p: 80}, expose: {x: {host: a.example}}}}",
        "services: {a: {image: 'a:1', ports: {p: 80}}}",
        &["breaking `a` is not exposed as `x` any more"],
    ),
    // Externals.
    ("externals: {}", "externals: {e: {ports: {p: 80}}}", &["breaking the external `e` is new, and has to be bound"]),
    (
        "externals: {}",
        "params: {x: {type: bool, default: false}}\nexternals: {e: {ports: {p: 80}, when: '${{ params.x }}'}}",
        &["new the parameter `x` is new", "new the external `e` is new"],
    ),
    ("externals: {e: {ports: {p: 80}}}", "externals: {}", &["breaking the external `e` is gone"]),
    (
        "externals: {e: {ports: {p: 80}}}",
        "externals: {e: {ports: {p: 80, q: 81}, outputs: {o: text}}}",
        &["breaking whoever binds `e` owes the output `o`", "breaking whoever binds `e` owes the port `q`"],
    ),
    (
        "externals: {e: {ports: {p: {port: 80, interface: x@1.1}}}}",
        "externals: {e: {ports: {p: {port: 80, interface: x@1.2}}}}",
        &["breaking `p` of `e` speaks `x@1.2`, no longer `x@1.1`"],
    ),
    // Secrets and volumes.
    ("secrets: {s: {from: generate, keys: {k: {}}}}", "secrets: {}", &["breaking the secret `s` is gone"]),
    ("secrets: {}", "secrets: {s: {from: generate, keys: {k: {}}}}", &["new the secret `s` is new"]),
    (
        "secrets: {}",
        "secrets: {s: {from: existing, keys: {k: {}}}}",
        &["breaking somebody has to bring the secret `s`"],
    ),
    (
        "secrets: {s: {from: existing, keys: {k: {}}}}",
        "secrets: {s: {from: existing, keys: {k: {}, l: {}, m: {optional: true}}}}",
        &["breaking whoever brings the secret `s` owes the key `l`", "new the secret `s` has a key `m`"],
    ),
    (
        "secrets: {s: {from: generate, keys: {k: {}}}}",
        "secrets: {s: {from: generate, keys: {l: {}}}}",
        &["breaking the secret `s` has no key `k` any more", "new the secret `s` has a key `l`"],
    ),
    (
        "secrets: {s: {from: generate, keys: {k: {}}}}",
        "secrets: {s: {from: {store: a/b}, keys: {k: {}}}}",
        &["breaking the secret `s` is taken from `a/b` in the store, no longer made in the box"],
    ),
    (
        "secrets: {s: {from: existing, keys: {k: {}}}}",
        "secrets: {s: {from: generate, keys: {k: {}}}}",
        &["new the secret `s` is made in the box, no longer put there by somebody"],
    ),
    (
        "secrets: {s: {from: existing, keys: {k: {}}}}",
        "secrets: {s: {from: existing, keys: {k: {optional: true}}}}",
        &["breaking the key `k` of `s` may be absent"],
    ),
    ("volumes: {v: {size: 1Gi}}", "volumes: {}", &["breaking the volume `v` is gone"]),
    (
        "volumes: {v: {size: 1Gi, share: many}}",
        "volumes: {v: {size: 1Gi}}",
        &["breaking the volume `v` is for one, no longer for many", "inside `v` has other `share`"],
    ),
    ("volumes: {v: {size: 1Gi}}", "volumes: {v: {size: 2Gi}}", &["inside `v` has other `size`"]),
    // Nobody's business.
    ("summary: a", "summary: b", &["inside `summary` is another"]),
    (
        "services: {a: {image: 'a:1', env: {X: '1'}}}",
        "services: {a: {image: 'a:2', env: {X: '2'}}}",
        &["inside `a` has other `image`, `env`"],
    ),
    (
        "templates: {t: {image: 'a:1'}}\nservices: {a: {extends: t}}",
        "templates: {t: {image: 'a:2'}}\nservices: {a: {extends: t}}",
        &["inside `a` has other `image`"],
    ),
    ("let: {x: '1'}", "let: {x: '2'}", &["inside `let` is another"]),
];

#[test]
fn every_way_in_which_a_menu_changes() {
    let found = CHANGES.iter().map(|(old, new, says)| (told(old, new), says, old, new));
    let wrong: Vec<_> = found.filter(|(found, says, ..)| found != *says).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (old, new, _) in CHANGES {
        assert_eq!(told(old, old), [""; 0], "{old}");
        assert_eq!(told(new, new), [""; 0], "{new}");
    }
}

#[test]
fn a_menu_is_like_itself() {
    let shelf = std::fs::read_dir(root().join("menus")).unwrap().map(|entry| entry.unwrap().file_name());
    let built_in = shelf.fold(Memory::default().with("fleet.yaml", crate::support::FLEET), |world, name| {
        let name = name.to_str().unwrap().to_owned();
        world.with(&format!("boxes/{name}.yaml"), format!("box: {name}\nmenu: {name}\n"))
    });
    let mut worlds: Vec<Box<dyn World>> = cases().into_iter().map(|case| Box::new(Disk::new(case)) as _).collect();
    worlds.push(Box::new(built_in));
    let mut menus = 0;
    for world in worlds {
        let mut sources = SourceMap::default();
        let (once, again) = (open(&*world, &mut sources), open(&*world, &mut sources));
        for at in 0..once.menus().len() {
            menus += 1;
            assert_eq!(changes(&once, &again, at).len(), 0, "{}", once.menus()[at].path);
        }
    }
    assert!(menus > 30, "{menus}");
}
