fn main() -> boxc::cli::Exit {
    boxc::cli::main()
}
