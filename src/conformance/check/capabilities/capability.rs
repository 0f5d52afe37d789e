//! One thing that a client can declare.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::conformance::client::{
    Accumulable, Capabilities, Fill, Flow, OaepPair, Op, PROFILES, Request, VirtualClock,
};
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, TzpkKind};

/// One thing that a client can declare. `echo` is no choice: the self-test asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capability {
    Op(Op),
    Format(Format),
    Key(TzpkKind),
    Oaep(OaepPair),
    OaepLabel,
    RsaBits(u32),
    CheckValue(CheckMethod),
    Fill(Fill),
    Policies,
    Accumulate(Accumulable),
    Flow(Flow),
    Profile(&'static str),
    Clock,
}

impl Capability {
    /// All of them, in the order of the report.
    pub(super) fn all() -> Vec<Self> {
        let full = Capabilities::full();
        let ops = full.ops.into_iter().filter(|op| *op != Op::Echo).map(Self::Op);
        ops.chain(full.formats.into_iter().map(Self::Format))
            .chain(full.keys.into_iter().map(Self::Key))
            .chain(full.oaep.into_iter().map(Self::Oaep))
            .chain([Self::OaepLabel])
            .chain(full.rsa_bits.into_iter().map(Self::RsaBits))
            .chain(full.check_values.into_iter().map(Self::CheckValue))
            .chain(full.fill.into_iter().map(Self::Fill))
            .chain([Self::Policies])
            .chain(full.accumulate.into_iter().map(Self::Accumulate))
            .chain(full.flows.into_iter().map(Self::Flow))
            .chain(PROFILES.map(Self::Profile))
            .chain([Self::Clock])
            .collect()
    }

    /// Name in an id: words of small letters and digits with hyphens.
    pub(super) fn name(self) -> String {
        let name = match self {
            Self::Op(op) => format!("op-{op}"),
            Self::Format(format) => format!("format-{}", format.name()),
            Self::Key(kind) => format!("key-{}", kind.name()),
            Self::Oaep(pair) => format!("oaep-{}-mgf1{}", pair.hash, pair.mgf_hash),
            Self::OaepLabel => "oaep-label".to_string(),
            Self::RsaBits(bits) => format!("rsa-{bits}"),
            Self::CheckValue(method) => format!("check-value-{}", method.name()),
            Self::Fill(Fill::Given) => "fill-given".to_string(),
            Self::Fill(Fill::Free) => "fill-free".to_string(),
            Self::Policies => "policies".to_string(),
            Self::Accumulate(of) => format!("accumulate-{}", of.op()),
            Self::Flow(flow) => format!("flow-{}", flow.name()),
            Self::Profile(name) => format!("profile-{name}"),
            Self::Clock => "clock".to_string(),
        };
        name.replace(['.', '_'], "-")
    }

    /// Whether it is declared.
    pub(super) fn is_in(self, capabilities: &Capabilities) -> bool {
        match self {
            Self::Op(op) => capabilities.ops.contains(&op),
            Self::Format(format) => capabilities.formats.contains(&format),
            Self::Key(kind) => capabilities.keys.contains(&kind),
            Self::Oaep(pair) => capabilities.oaep.contains(&pair),
            Self::OaepLabel => capabilities.oaep_label,
            Self::RsaBits(bits) => capabilities.rsa_bits.contains(&bits),
            Self::CheckValue(method) => capabilities.check_values.contains(&method),
            Self::Fill(fill) => capabilities.fill.contains(&fill),
            Self::Policies => capabilities.policies,
            Self::Accumulate(of) => capabilities.accumulate.contains(&of),
            Self::Flow(flow) => capabilities.flows.contains(&flow),
            Self::Profile(name) => capabilities.profiles.iter().any(|own| own == name),
            Self::Clock => capabilities.clock == VirtualClock::Virtual,
        }
    }

    /// `capabilities` with this one. An operation brings along whatever it needs: who does not have it declares none of that.
    pub(super) fn added_to(self, capabilities: &Capabilities) -> Capabilities {
        let mut more = capabilities.clone();
        match self {
            Self::Op(_) => return Capabilities::full(),
            Self::Format(format) => more.formats.push(format),
            Self::Key(kind) => more.keys.push(kind),
            Self::Oaep(pair) => more.oaep.push(pair),
            Self::OaepLabel => more.oaep_label = true,
            Self::RsaBits(bits) => more.rsa_bits.push(bits),
            Self::CheckValue(method) => more.check_values.push(method),
            Self::Fill(fill) => more.fill.push(fill),
            Self::Policies => more.policies = true,
            Self::Accumulate(of) => more.accumulate.push(of),
            Self::Flow(flow) => more.flows.push(flow),
            Self::Profile(name) => more.profiles.push(name.to_string()),
            Self::Clock => more.clock = VirtualClock::Virtual,
        }
        more
    }

    /// Everything but this one.
    pub(super) fn all_others(self) -> Capabilities {
        let mut others = Capabilities::full();
        match self {
            Self::Op(op) => others.ops.retain(|other| *other != op),
            Self::Format(format) => others.formats.retain(|other| *other != format),
            Self::Key(kind) => others.keys.retain(|other| *other != kind),
            Self::Oaep(pair) => others.oaep.retain(|other| *other != pair),
            Self::OaepLabel => others.oaep_label = false,
            Self::RsaBits(bits) => others.rsa_bits.retain(|other| *other != bits),
            Self::CheckValue(method) => others.check_values.retain(|other| *other != method),
            Self::Fill(fill) => others.fill.retain(|other| *other != fill),
            Self::Policies => others.policies = false,
            Self::Accumulate(of) => others.accumulate.retain(|other| *other != of),
            Self::Flow(flow) => others.flows.retain(|other| *other != flow),
            Self::Profile(name) => others.profiles.retain(|other| other != name),
            Self::Clock => others.clock = VirtualClock::None,
        }
        others
    }

    /// Whether a request is a fair question about it: a key pair of an odd size takes too long to make for that.
    pub(super) fn is_asked_by(self, request: &Request) -> bool {
        matches!(self, Self::Op(_)) || !matches!(request, Request::KeyGenerate { .. })
    }
}
