//! Delivered machines: one long-lived pod with a stable name and a home.

use serde_json::{Value, json};

use crate::source::Spanned;
use crate::syntax::{Kind, Node};

use super::decode::{Decode, Decoder, Dict, Visit, Visitor};
use super::errors::ConflictingKeys;
use super::expose::Expose;
use super::item::Service;
use super::literal::literal_of;
use super::pod::Workload;
use super::record::record;
use super::schema::Schemas;
use super::storage::Volume;
use super::types::Name;

/// The storage that a server lives in.
const HOME: &str = "home";

record! {
    /// A delivered machine: one long-lived pod with a stable name and a home.
    pub struct ServerKeys {
        /// Storage that it lives in, which outlives its pod.
        home: Volume = "home",
        /// How it is reached from outside of the box, by a name of your choice.
        expose: Dict<Name, Expose> = "expose",
        /// Further storage by name.
        storage: Dict<Name, Volume> = "storage",
        /// Who may enter by SSH; the image has OpenSSH's server and a shell.
        ssh: Option<Ssh> = "ssh",
        ..workload: Workload,
    }
    foreign {
        "replicas" = "a server is one machine; a service has replicas",
        "identity" = "a server has a stable name by itself",
        "joins" = "what answers under a service's name is a service",
    }
}

record! {
    /// A server that is entered by SSH.
    pub struct Ssh {
        /// A secret of the box, each of whose keys holds public keys that may enter.
        keys: Spanned<Name> = "keys",
    }
}

/// A server is a service of one member, whose storage is its home.
#[derive(Debug, Clone)]
pub struct Server(pub Service);

/// Where the public keys are.
const KEYS: &str = "/etc/ssh/box-keys/";

/// Runs OpenSSH as the server's own user, which needs neither root nor a password. Its host key is made once and kept in
/// the home.
const SSHD: &str = "\
mkdir -p \"$HOME/.ssh\"
test -s \"$HOME/.ssh/host_key\" || ssh-keygen -q -t ed25519 -N '' -f \"$HOME/.ssh/host_key\"
chmod 600 \"$HOME/.ssh/host_key\"
cat /etc/ssh/box-keys/* > \"$HOME/.ssh/box_keys\"
exec /usr/sbin/sshd -D -e -p 2222 -h \"$HOME/.ssh/host_key\" -o PidFile=none \
-o 'AuthorizedKeysFile=.ssh/box_keys .ssh/authorized_keys' -o StrictModes=no -o UsePAM=no \
-o PasswordAuthentication=no -o KbdInteractiveAuthentication=no
";

impl Ssh {
    /// What it adds to a server, in the author's words; a port or variable of the author's own stands.
    fn implied(&self, server: &Node) -> Node {
        let span = self.keys.span;
        let text = |text: &str| Node::text(text, span);
        let map = |entries: Vec<(&str, Node)>| Node::map(entries, span);
        let command = [text("/bin/sh"), text("-ec"), text(SSHD)];
        let home = server.get(HOME).and_then(|home| home.value.get("mount")).map(|mount| mount.value.clone());
        let port = vec![("port", text("22")), ("target", text("2222")), ("interface", text("ssh"))];
        map(vec![
            ("command", Node { span, kind: Kind::List(command.into()) }),
            ("ports", map(vec![("ssh", map(port))])),
            ("env", map(home.into_iter().map(|home| ("HOME", home)).collect())),
            ("files", map(vec![(KEYS, map(vec![("secret", text(self.keys.value.as_str()))]))])),
        ])
    }
}

impl Decode for Server {
    fn decode(node: &Node, cx: &mut Decoder<'_>) -> Option<Self> {
        let ServerKeys { ssh, .. } = ServerKeys::decode(node, cx)?;
        let whole = match &ssh {
            Some(ssh) => ServerKeys::merge(&ssh.implied(node), node),
            None => node.clone(),
        };
        let ServerKeys { home, expose, mut storage, workload, ssh } = ServerKeys::decode(&whole, cx)?;
        if let Some(own) = node.get("command").or(node.get("args")).filter(|_| ssh.is_some()) {
            cx.push(ConflictingKeys {
                message: "this server runs the program of `ssh`, and another one".to_owned(),
                span: own.key.span,
                help: format!("keep one of `ssh` and `{}`", own.key.value),
            });
            return None;
        }
        let at = node.get(HOME).map_or(node.span, |entry| entry.key.span);
        if let Some((taken, _)) = storage.entry(HOME) {
            cx.push(ConflictingKeys {
                message: "this server has two homes".to_owned(),
                span: taken.span,
                help: "give the storage another name than `home`".to_owned(),
            });
            return None;
        }
        storage.entries.insert(0, (literal_of(HOME, at, cx)?, home));
        Some(Server(Service { replicas: None, expose, storage, identity: None, joins: None, workload }))
    }

    fn schema(schemas: &mut Schemas) -> Value {
        let reference = ServerKeys::schema(schemas);
        let no_other = json!({"properties": {"command": false, "args": false}});
        schemas.constrain("ServerKeys", &json!({"dependentSchemas": {"ssh": no_other}}));
        reference
    }

    fn merge(base: &Node, over: &Node) -> Node {
        ServerKeys::merge(base, over)
    }
}

impl Visit for Server {
    fn visit(&self, visitor: &mut Visitor<'_>) {
        self.0.visit(visitor);
    }
}
