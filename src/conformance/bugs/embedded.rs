//! The pages inside the library.

macro_rules! embed {
    ($($class:literal)*) => {
        /// Bug class and text of every page, in the order of the classes.
        pub const EMBEDDED: &[(&str, &str)] =
            &[$(($class, include_str!(concat!("../../../docs/bugs/", $class, ".md"))),)*];
    };
}

embed! {
    "A01" "A02" "A03" "A04" "A05" "A06" "A07" "A08" "A09" "A10" "A13" "A14"
    "A15" "A16" "A17" "A18" "A20" "A21" "A22" "A23" "A24" "A27" "A28" "A29"
    "A30" "A31" "A33" "A34" "A35" "A36" "A37" "A38" "A39" "A40" "A42" "A43"
    "A44" "A45" "A47" "A48" "A49" "A50" "A51" "A52" "A53" "A54" "A55" "A56"
    "A57" "A58" "A59" "A60" "A61" "A63" "B01" "B02" "B03" "B04" "B05" "B07"
    "B08" "B09" "B13" "B14" "B15" "B16" "B17" "B18" "B19" "B20" "B21" "C01"
    "C02" "C03" "C04" "C06" "C07" "C09" "C10" "C11" "C13" "C14" "C15" "C16"
    "C17" "C22" "C23" "C24" "D01" "D02" "D03" "D04" "D05" "D06" "D07" "D09"
    "D10" "D11" "D12" "D14" "D15" "D16" "D17" "D18" "D19" "D20" "D21" "D22"
    "D23" "D24" "D25" "D26" "D27" "D28" "D29" "D30" "D31" "D32" "D33" "D35"
    "D36" "D38" "D41" "D42" "D43" "E01" "E02" "E03" "E04" "E05" "E06" "E07"
    "E09" "E10" "E12" "E13" "E14" "E15" "E16" "E18" "E19" "E20" "E21" "E22"
    "E23" "E24" "E25" "E26" "E27" "E28" "E29" "E30" "E31" "E32" "E33" "E34"
    "E35" "E36" "F50" "F51" "F52" "F53" "F54" "F55" "F56" "G01" "G03" "G10"
    "G15" "G19" "G20" "G21"
}
