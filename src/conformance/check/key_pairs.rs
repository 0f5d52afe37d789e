//! Many key pairs.
use crate::conformance::client::Capabilities;
use crate::profile::Profile;
use alloc::format;
use alloc::string::String;

pub(super) fn size(capabilities: &Capabilities, profile: Option<&Profile>) -> Result<u32, String> {
    let Some(profile) = profile else {
        return capabilities
            .rsa_bits
            .iter()
            .copied()
            .min()
            .ok_or_else(|| String::from("no RSA size declared"));
    };
    let bits = u32::from(profile.rsa_bits);
    if capabilities.rsa_bits.contains(&bits) {
        Ok(bits)
    } else {
        Err(format!("RSA-{bits} not declared"))
    }
}
