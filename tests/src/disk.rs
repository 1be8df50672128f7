//! A disk that gets full.

use std::{fs, path::Path, process::Command};

/// A disk of its own for the agent's data; `None` where it may not be made.
#[derive(Debug)]
pub struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    /// Makes it; says so where it may not.
    pub fn mount(at: &'a Path, megabytes: u32) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "rowbell-test"])
            .arg(at)
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(at));
        }
        println!("not tested: making a small disk needs more rights");
        None
    }

    /// Takes all the room there is.
    pub fn fill(&self) {
        let mut size = 1 << 20;
        let mut filler = fs::File::options().create(true).append(true).open(self.0.join("filler")).unwrap();
        while size > 0 {
            if std::io::Write::write_all(&mut filler, &vec![1; size]).is_err() {
                size /= 2;
            }
        }
    }

    /// Gives the room back that [`SmallDisk::fill`] took.
    pub fn free(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }

    /// Makes it larger.
    pub fn enlarge(&self, megabytes: u32) {
        let size = format!("remount,size={megabytes}m");
        assert!(Command::new("mount").args(["-o", &size]).arg(self.0).status().unwrap().success());
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // Lazily: the agent may still have it when a test has failed.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}
