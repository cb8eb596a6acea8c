use prost::Message;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let image = std::fs::read(std::env::var("HAVOC_IMAGE")?)?;
    let files = prost_types::FileDescriptorSet::decode(&*image)?;
    tonic_prost_build::configure()
        .include_file("havoc.rs")
        .compile_fds(files)?;
    Ok(())
}
