//! What a URL or an origin may be, as far as the protocol has to know.

/// Whether a control id may be posted to this URL: `https`, or `http` to the same machine; no user, no blank, no sign that
/// browsers read in another way than the RFC.
pub(super) fn is_safe(url: &str) -> bool {
    if !url.bytes().all(|byte| matches!(byte, b'!'..=b'~')) || url.contains('\\') {
        return false;
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !authority.contains('@') && is_trusted(scheme, authority)
}

/// What stands between `?` and `#`.
pub(super) fn query(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').map_or("", |(_, query)| query)
}

/// `https` to any host, `http` to this machine alone, where nobody can listen in between.
pub(crate) fn is_trusted(scheme: &str, authority: &str) -> bool {
    match scheme {
        "https" => !authority.is_empty() && !authority.starts_with(':'),
        "http" => {
            let host = ["localhost", "127.0.0.1", "[::1]"]
                .into_iter()
                .find_map(|host| authority.strip_prefix(host));
            host.is_some_and(|port| port.is_empty() || port.starts_with(':'))
        }
        _ => false,
    }
}
