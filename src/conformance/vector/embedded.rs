//! The vector files inside the library.

macro_rules! embed {
    ($($stem:literal,)*) => {
        /// Stem and text of every vector file, in the order in which they are reported.
        pub const EMBEDDED: &[(&str, &str)] =
            &[$(($stem, include_str!(concat!("../../../vectors/", $stem, ".json"))),)*];
    };
}

embed! {
    "sample_enfuce_encode",
    "sample_enfuce_encrypt",
    "sample_enfuce_decrypt",
    "sample_adyen_encode",
    "sample_adyen_encrypt",
    "sample_adyen_decrypt",
    "tzpk_unwrap_2048_sha256_mgf1sha256",
    "tzpk_unwrap_3072_sha256_mgf1sha256",
    "tzpk_unwrap_4096_sha256_mgf1sha256",
    "tzpk_unwrap_2048_sha1_mgf1sha1",
    "tzpk_unwrap_2048_sha256_mgf1sha1",
    "tzpk_unwrap_2048_sha384_mgf1sha384",
    "tzpk_unwrap_2048_sha512_mgf1sha512",
    "tzpk_key_tdes",
    "tzpk_key_aes",
    "pin_block_encode_iso0",
    "pin_block_encode_iso1",
    "pin_block_encode_iso2",
    "pin_block_encode_iso3",
    "pin_block_encode_iso4",
    "pin_block_decode_iso0",
    "pin_block_decode_iso1",
    "pin_block_decode_iso2",
    "pin_block_decode_iso3",
    "pin_block_decode_iso4",
    "pin_block_encrypt_iso0",
    "pin_block_encrypt_iso1",
    "pin_block_encrypt_iso3",
    "pin_block_encrypt_iso4",
    "pin_block_decrypt_iso0",
    "pin_block_decrypt_iso1",
    "pin_block_decrypt_iso3",
    "pin_block_decrypt_iso4",
    "pin_policy_iso",
    "pin_policy_strict4",
    "pin_policy_rules",
    "pin_policy_bitmap",
    "accumulate_iso0",
    "accumulate_iso1",
    "accumulate_iso2",
    "accumulate_iso3",
    "accumulate_iso4",
    "public_key_check",
    "key_generate",
    "plastic_choose",
}
