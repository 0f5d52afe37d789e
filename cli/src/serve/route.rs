//! What a request is for, by its path: for metrics, logs, limits and faults, which must not see the path itself.

use axum::http::Method;
use pinproof::issuer::engine::http::Api;
use pinproof::message::ControlRequest;
use pinproof::profile::Profile;

/// Where the PAN or token of a card is asked for, by pages of profiles that bind PIN blocks to it.
pub(crate) const CONTEXT_PATH: &str = "/pincontrol/v2/context";
/// Where the files of the pages are.
pub(crate) const ASSETS_PATH: &str = "/pincontrol/v2/assets/{*name}";

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Route {
    /// A card comes in.
    Cards,
    /// A card is read or changed.
    Card,
    /// The plastics of a card.
    Plastics,
    /// A plastic changes its status.
    PlasticStatus,
    /// A control token is issued.
    Control,
    /// The page is opened.
    Page,
    /// The keys are exchanged to set a PIN.
    Tzpk,
    /// The PIN is set.
    Set,
    /// The PIN is viewed.
    View,
    /// What PIN blocks are bound to.
    Context,
    /// The page for frames.
    Frame,
    /// A file of the pages.
    Asset,
    /// The demo.
    Demo,
    /// What the operator asks for.
    Admin,
    /// Whether it runs, how it runs, what it knows.
    Service,
    /// Nothing.
    Unknown,
}

impl Route {
    /// The word in metrics and logs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Card => "card",
            Self::Plastics => "plastics",
            Self::PlasticStatus => "plastic_status",
            Self::Control => "control",
            Self::Page => "page",
            Self::Tzpk => "tzpk",
            Self::Set => "set",
            Self::View => "view",
            Self::Context => "context",
            Self::Frame => "frame",
            Self::Asset => "asset",
            Self::Demo => "demo",
            Self::Admin => "admin",
            Self::Service => "service",
            Self::Unknown => "unknown",
        }
    }

    /// What this path is for.
    pub(crate) fn of(path: &str, profile: &Profile) -> Self {
        let paths = &profile.paths;
        match path {
            path if path == paths.tzpk => return Self::Tzpk,
            path if path == paths.set => return Self::Set,
            path if path == paths.view => return Self::View,
            Api::PIN_PATH => return Self::Page,
            Api::FRAME_PATH => return Self::Frame,
            CONTEXT_PATH => return Self::Context,
            "/health" | "/metrics" | "/openapi.json" => return Self::Service,
            path if ControlRequest::plastic_id(path, profile).is_some() => return Self::Control,
            _ => {}
        }
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match parts.as_slice() {
            ["card", "v4", _, "customer", _, "account", _, _] => Self::Cards,
            ["card", "v4", _] => Self::Card,
            ["card", "v3", _, "plastic"] => Self::Plastics,
            ["card", "v3", _, "plastic", _, "update", _] => Self::PlasticStatus,
            ["pincontrol", "v2", "assets", ..] => Self::Asset,
            ["demo", ..] => Self::Demo,
            ["admin", ..] => Self::Admin,
            _ => Self::Unknown,
        }
    }

    /// The methods of the addresses that the engine answers.
    pub(crate) const fn methods(self) -> &'static str {
        match self {
            Self::Card => "GET, POST",
            Self::Plastics | Self::Frame | Self::Asset | Self::Service => "GET",
            _ => "POST",
        }
    }

    /// Whether a device asks here, with a control token in the body.
    pub(crate) const fn is_device(self) -> bool {
        matches!(self, Self::Page | Self::Tzpk | Self::Set | Self::View | Self::Context)
    }
}

/// The method as logs may have it: one that somebody invents is not repeated there.
pub(crate) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_profile_and_of_the_engine() {
        let mut profile = Profile::enfuce_v3();
        profile.paths.set = "/my/set".to_owned();
        for (path, route) in [
            ("/my/set", Route::Set),
            ("/pin/v3/set", Route::Unknown),
            ("/pin/v3/set/tzpk", Route::Tzpk),
            ("/pincontrol/v2/plastic/p1", Route::Control),
            ("/pincontrol/v2/plastic/", Route::Unknown),
            ("/pincontrol/v2/pin", Route::Page),
            ("/card/v4/MC/customer/1/account/2/MAIN", Route::Cards),
            ("/card/v4/c1", Route::Card),
            ("/card/v3/c1/plastic", Route::Plastics),
            ("/card/v3/c1/plastic/p1/update/ACTIVATE", Route::PlasticStatus),
            ("/demo", Route::Demo),
            ("/demo/session", Route::Demo),
            ("/", Route::Unknown),
            ("", Route::Unknown),
        ] {
            assert_eq!(Route::of(path, &profile), route, "{path}");
        }
    }
}
