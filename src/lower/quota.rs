//! The most that a box can need at once.
//!
//! Input: all items. Output: the ResourceQuota's hard limits.
//! Gained: an update of any item finds room, and nothing beyond that does. Not here: limits of processors, for
//! containers have none unless their author asks.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity as KubeQuantity;

use crate::ast::types::Quantity;
use crate::instantiate::{BoxInstance, Item, ItemKind, Located, Pod, Service, Volume};

use crate::source::Spanned;

use super::containers::quantities;
use super::{helper, routes};

/// Sums in thousandths of a processor or byte; pods, claims, load balancers and ports of nodes by number.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    cpu: u128,
    memory: u128,
    memory_limit: u128,
    pods: u128,
    claims: u128,
    storage: u128,
    load_balancers: u128,
    node_ports: u128,
}

impl Sums {
    fn add(&mut self, one: Sums, times: u128) {
        let grow = |sum: &mut u128, one: u128| *sum = sum.saturating_add(one.saturating_mul(times));
        grow(&mut self.cpu, one.cpu);
        grow(&mut self.memory, one.memory);
        grow(&mut self.memory_limit, one.memory_limit);
        grow(&mut self.pods, one.pods);
        grow(&mut self.claims, one.claims);
        grow(&mut self.storage, one.storage);
        grow(&mut self.load_balancers, one.load_balancers);
        grow(&mut self.node_ports, one.node_ports);
    }
}

/// Less than a box can need at most.
#[derive(Debug)]
pub struct Shortfall {
    /// Such as `memory`.
    pub what: &'static str,
    pub asked: Spanned<String>,
    pub needed: String,
}

/// What the order's quota lacks: pods would be refused.
pub fn shortfalls(instance: &BoxInstance) -> Vec<Shortfall> {
    let (sums, quota) = (sums(instance), &instance.quota);
    let text = |quantity: Quantity| quantity.text().to_owned();
    let rows = [
        ("cpu", &quota.cpu, sums.cpu, text(Quantity::cpu(sums.cpu))),
        (
            "memory",
            &quota.memory,
            sums.memory.max(sums.memory_limit),
            text(Quantity::bytes(sums.memory.max(sums.memory_limit))),
        ),
        ("storage", &quota.storage, sums.storage, text(Quantity::bytes(sums.storage))),
    ];
    let short = rows.into_iter().filter_map(|(what, asked, sum, needed)| {
        let asked = asked.as_ref().filter(|asked| asked.value.milli() < sum)?;
        Some(Shortfall { what, asked: asked.as_ref().map(|quantity| quantity.text().to_owned()), needed })
    });
    let pods = quota.pods.filter(|pods| u128::from(pods.value) < sums.pods);
    let pods = pods.map(|pods| Shortfall {
        what: "pods",
        asked: pods.map(|pods| pods.to_string()),
        needed: sums.pods.to_string(),
    });
    short.chain(pods).collect()
}

fn sums(instance: &BoxInstance) -> Sums {
    let mut sums = Sums::default();
    for item in &instance.items {
        add_item(&mut sums, instance, item);
    }
    for volume in &instance.volumes {
        sums.add(claim(&volume.size), 1);
    }
    sums
}

/// What is allowed: what the order says, else what can be needed.
pub(super) fn hard(instance: &BoxInstance) -> BTreeMap<String, KubeQuantity> {
    let (sums, quota) = (sums(instance), &instance.quota);
    let or = |asked: &Option<Spanned<Quantity>>, computed: Quantity| {
        asked.as_ref().map_or(computed, |asked| asked.value.clone()).text().to_owned()
    };
    let pods = quota.pods.map_or(sums.pods, |pods| pods.value.into());
    let mut hard = quantities([
        ("requests.cpu", &*or(&quota.cpu, Quantity::cpu(sums.cpu))),
        ("requests.memory", &*or(&quota.memory, Quantity::bytes(sums.memory))),
        ("limits.memory", &*or(&quota.memory, Quantity::bytes(sums.memory_limit))),
        ("pods", &*pods.to_string()),
        ("persistentvolumeclaims", &*sums.claims.to_string()),
        ("requests.storage", &*or(&quota.storage, Quantity::bytes(sums.storage))),
    ]);
    if sums.load_balancers > 0 {
        hard.extend(quantities([
            ("services.loadbalancers", &*sums.load_balancers.to_string()),
            ("services.nodeports", &*sums.node_ports.to_string()),
        ]));
    }
    hard
}

fn add_item(sums: &mut Sums, instance: &BoxInstance, item: &Item) {
    match &item.kind {
        ItemKind::Service(service) => {
            let replicas = u128::from(service.replicas.value);
            sums.add(claims(service), replicas);
            sums.add(doors(item, service), 1);
            sums.add(of_pod(instance, &service.pod, &service.storage), replicas.saturating_add(surge(service)));
        }
        ItemKind::Job(job) => sums.add(of_pod(instance, &job.pod, &[]), 1),
        ItemKind::External(_) => {}
    }
}

/// A Deployment that rolls starts one more; a StatefulSet replaces one by one, and so does whoever holds a volume alone.
fn surge(service: &Service) -> u128 {
    let rolls = !service.has_members() && service.pod.single_writer().is_none();
    u128::from(rolls && service.replicas.value > 0)
}

/// Init containers run before the others: the larger of both counts.
fn of_pod(instance: &BoxInstance, pod: &Pod, storage: &[Volume]) -> Sums {
    let (cpu, memory) = if helper::helps(instance, pod, storage) { (helper::CPU.1, helper::MEMORY.1) } else { (0, 0) };
    let beside = u128::from(helper::is_beside(pod));
    // What stays beside the program is counted with it, and with what runs before it.
    let mut sums = Sums {
        cpu: pod.cpu.value.milli().max(cpu),
        memory: pod.memory.value.milli().max(memory),
        memory_limit: pod.memory_limit.value.milli().max(memory),
        pods: 1,
        ..Sums::default()
    };
    let watch =
        Sums { cpu: helper::CPU.1, memory: helper::MEMORY.1, memory_limit: helper::MEMORY.1, ..Sums::default() };
    sums.add(watch, beside);
    for (_, sidecar) in &pod.sidecars {
        sums.add(
            Sums {
                cpu: sidecar.cpu.value.milli(),
                memory: sidecar.memory.value.milli(),
                memory_limit: sidecar.memory_limit.value.milli(),
                ..Sums::default()
            },
            1,
        );
    }
    sums
}

fn claims(service: &Service) -> Sums {
    let mut one = Sums::default();
    for volume in &service.storage {
        one.add(claim(&volume.size), 1);
    }
    one
}

/// Every port of a load balancer takes a port of the nodes.
fn doors(item: &Item, service: &Service) -> Sums {
    let (node_ports, load_balancers) = routes::load_balancers(item, service);
    Sums { node_ports: node_ports as u128, load_balancers: load_balancers as u128, ..Sums::default() }
}

fn claim(size: &Located<Quantity>) -> Sums {
    Sums { claims: 1, storage: size.value.milli(), ..Sums::default() }
}
