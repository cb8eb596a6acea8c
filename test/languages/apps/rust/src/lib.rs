include!(concat!(env!("OUT_DIR"), "/havoc.rs"));
