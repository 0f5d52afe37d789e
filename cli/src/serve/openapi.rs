//! The OpenAPI document of the service, with the profile's own paths and what was asked for at the start.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use pinproof::profile::Profile;
use serde_json::{Map, Value, json};

use super::app::Service;
use super::fault::Chosen;
use super::reply;

/// With the paths of the built-in profiles.
const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /openapi.json`.
pub(crate) async fn show(State(service): State<Arc<Service>>) -> Response {
    match document(&service.profile, &service.origin, service.demo.is_some(), service.admin) {
        Some(document) => reply::json(&document),
        None => reply::unavailable(),
    }
}

/// The document for this service.
fn document(profile: &Profile, origin: &str, demo: bool, admin: bool) -> Option<Value> {
    let mut document: Value = serde_json::from_str(DOCUMENT).ok()?;
    let built_in = Profile::enfuce_v3().paths;
    let paths = &profile.paths;
    let renamed = [
        (&built_in.control, &paths.control),
        (&built_in.tzpk, &paths.tzpk),
        (&built_in.set, &paths.set),
        (&built_in.view, &paths.view),
    ];
    let fields = document.get_mut("paths")?.as_object_mut()?;
    let mut kept = Map::new();
    for (path, operations) in std::mem::take(fields) {
        if (path.starts_with("/demo") && !demo) || (path.starts_with("/admin") && !admin) {
            continue;
        }
        let own = renamed
            .iter()
            .find(|(from, _)| **from == path)
            .map_or(&path, |(_, to)| *to);
        kept.insert(own.clone(), operations);
    }
    *fields = kept;
    let faults: Vec<String> = Chosen::all().into_iter().map(Chosen::text).collect();
    let names = document.pointer_mut("/components/schemas/Faults/properties/faults/items")?;
    names.as_object_mut()?.insert("enum".to_owned(), json!(faults));
    let servers = json!([{ "url": origin }]);
    document.as_object_mut()?.insert("servers".to_owned(), servers);
    Some(document)
}
