//! `rowbellw` starts the `rowbell` beside it without a console window, as `pythonw` does for `python`. `rowbell` itself is a
//! console program, so that a terminal waits for it and sees what it prints. For Windows only.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::{
    env, io,
    process::{Command, ExitCode, Stdio},
};

fn main() -> ExitCode {
    // Nobody could see an error; Rowbell itself has a log.
    start().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn start() -> io::Result<()> {
    let mut command = Command::new(env::current_exe()?.with_file_name(format!("rowbell{}", env::consts::EXE_SUFFIX)));
    command.args(env::args_os().skip(1));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(windows)]
    {
        /// Of the process creation flags: a console program gets no console window.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        std::os::windows::process::CommandExt::creation_flags(&mut command, CREATE_NO_WINDOW);
    }
    command.spawn().map(drop)
}
