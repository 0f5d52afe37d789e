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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pinproof::issuer::engine::http::Api;

    use super::*;
    use crate::serve::app;
    use crate::serve::route::CONTEXT_PATH;

    /// What the router leaves to the engine, but for the paths of the profile.
    const OF_THE_ENGINE: [&str; 6] = [
        "/card/v4/{product}/customer/{customerId}/account/{accountId}/{cardRole}",
        "/card/v4/{id}",
        "/card/v3/{id}/plastic",
        "/card/v3/{id}/plastic/{plasticId}/update/{action}",
        Api::PIN_PATH,
        CONTEXT_PATH,
    ];

    #[test]
    fn the_document_has_every_address_that_is_answered_and_no_other() {
        let mut profile = Profile::enfuce_v3();
        profile.paths.set = "/my/set".to_owned();
        let paths = &profile.paths;
        for (demo, admin) in [(false, false), (true, false), (false, true), (true, true)] {
            let of_profile = [&paths.control, &paths.tzpk, &paths.set, &paths.view];
            let own = app::handlers(demo, admin);
            let answered: BTreeSet<String> = own
                .into_iter()
                .map(|(path, _)| path.replace("{*", "{"))
                .chain(OF_THE_ENGINE.map(str::to_owned))
                .chain(of_profile.map(String::clone))
                .collect();
            let document = document(&profile, "http://127.0.0.1:1", demo, admin).unwrap();
            let written: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
            assert_eq!(written, answered);
        }
    }
}
