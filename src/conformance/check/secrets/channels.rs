//! The channels of a report: what was heard on each, and what nobody can hear.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::twins::{self, Twins};
use super::{DEAF, Heard, NO_CRASH, NO_ERROR, NO_NATIVE, Way};
use crate::conformance::report::{Channel, ChannelState};

/// What nobody can see from the other end of a pipe.
const UNSEEN: [&str; 5] = ["files", "memory", "network", "clipboard", "process arguments"];

pub(super) fn channels(heard: &Heard, twins: &Twins) -> Vec<Channel> {
    let when = |cut: bool, words| if cut { words } else { "" };
    let stderr_cut = when(heard.stderr_cut, ", cut: only the first 4 MiB of a part were looked at");
    let error_cut = when(heard.error_cut, ", cut: only the first 16 KiB of a text were looked at");
    let mut channels = Vec::from([
        match &heard.stderr {
            Some(way) if way.heard == 0 && twins.stderr.as_ref().is_none_or(|twin| twin.heard == 0) => {
                not_exercised("stderr", "nothing was written")
            }
            Some(way) => channel(
                "stderr",
                way,
                twins.stderr.as_ref(),
                &format!("{} bytes{stderr_cut}", way.heard),
            ),
            None => not_exercised("stderr", DEAF),
        },
        texts("native text", &heard.native, &twins.native, NO_NATIVE, ""),
        texts("error text", &heard.error, &twins.error, NO_ERROR, error_cut),
        match heard.crash.heard {
            0 => not_exercised("crash output", NO_CRASH),
            crashes => channel("crash output", &heard.crash, None, &format!("{crashes} crashes")),
        },
    ]);
    for name in UNSEEN {
        channels.push(not_exercised(
            name,
            "not exercised: cannot be seen over the client protocol",
        ));
    }
    channels
}

fn texts(name: &str, way: &Way, twin: &twins::Channel, none: &str, cut: &str) -> Channel {
    match way.heard.saturating_add(twin.heard) {
        0 => not_exercised(name, none),
        count => channel(name, way, Some(twin), &format!("{count} texts{cut}")),
    }
}

fn channel(name: &str, way: &Way, twin: Option<&twins::Channel>, heard: &str) -> Channel {
    let leaks = !way.findings.is_empty() || twin.is_some_and(|twin| twin.leak.is_some());
    let masked = match twin.map(|twin| twin.masked) {
        Some(masked @ 1..) => format!("; {masked} words changed with one PIN too, and were masked"),
        _ => String::new(),
    };
    Channel {
        name: name.to_owned(),
        state: if leaks {
            ChannelState::Leaks
        } else {
            ChannelState::Clean
        },
        detail: format!("{heard}{masked}"),
    }
}

fn not_exercised(name: &str, why: &str) -> Channel {
    Channel {
        name: name.to_owned(),
        state: ChannelState::NotExercised,
        detail: why.trim_start_matches("not exercised: ").to_string(),
    }
}
