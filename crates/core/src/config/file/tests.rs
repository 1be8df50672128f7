//! What becomes of the settings file, and of the settings in force.
#![allow(clippy::unwrap_used)]
use std::time::Duration;

use tokio::time::timeout;

use super::*;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rowbell.toml");
    (folder, path)
}

fn endpoint(name: &str) -> SettingsEdit {
    SettingsEdit::AddEndpoint { name: name.to_owned(), relay: None, token: format!("{name:0>22}") }
}

#[test]
fn edits_keep_comments() {
    let (_folder, path) = folder();
    let file = SettingsFile::open(&path).unwrap();
    file.edit([endpoint("default"), SettingsEdit::ListenPort(9000)]).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("# The TCP port; 0 takes any free one."));
    let settings = file.settings();
    assert_eq!((settings.listen.port, settings.endpoints[0].name.as_str()), (9000, "default"));
    assert_eq!(Settings::parse(&text, &path).unwrap(), *settings);
}

/// Each comment stands where it stood, so that what it shows can be written there.
#[test]
fn what_is_added_leaves_comments_with_what_they_explain() {
    let (_folder, path) = folder();
    let file = SettingsFile::open(&path).unwrap();
    for edit in [
        endpoint("default"),
        SettingsEdit::AddAccount("https://sea.example".into()),
        endpoint("more"),
        SettingsEdit::Me { user: "anna@auth.local".into(), is_me: true },
    ] {
        file.edit([edit]).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let endpoint = |name| format!("\n[[endpoint]]\nname = \"{name}\"\ntoken = \"{name:0>22}\"\n");
    let mut expected = DEFAULT_FILE.replacen("\n\n[listen]", "\nme = [\"anna@auth.local\"]\n\n[listen]", 1);
    expected += &endpoint("default");
    expected += &endpoint("more");
    expected += "\n[[account]]\nserver = \"https://sea.example\"\n";
    assert_eq!(text, expected);
    let name = "\"4bc9a7c79c5942c5b6238413f2132bea@auth.local\" = \"Anna\"";
    fs::write(&path, text.replace(&format!("#{name}"), name)).unwrap();
    file.read();
    assert_eq!((file.in_force().borrow().problem.clone(), file.settings().people.len()), (None, 1));
}

#[test]
fn an_unusable_file_keeps_the_last_good_settings_and_is_not_written() {
    let (_folder, path) = folder();
    fs::write(&path, "[listen]\nport = 9000\n").unwrap();
    let file = SettingsFile::open(&path).unwrap();
    fs::write(&path, "[listen]\nport = \"x\"\n").unwrap();
    file.read();
    let in_force = file.in_force().borrow().clone();
    assert_eq!(in_force.settings.listen.port, 9000);
    assert_eq!(in_force.problem.unwrap().line, Some(2));
    assert!(matches!(file.edit([SettingsEdit::ListenPort(9001)]), Err(SettingsError::Unusable(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "[listen]\nport = \"x\"\n");
}

#[test]
fn what_a_change_would_spoil_is_not_written() {
    let (_folder, path) = folder();
    let file = SettingsFile::open(&path).unwrap();
    let spoilt = file.edit([SettingsEdit::ListenPort(9000), SettingsEdit::ListenAddress("home".into())]);
    assert!(matches!(spoilt, Err(SettingsError::Unfit(_))), "{spoilt:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), DEFAULT_FILE);
}

#[test]
fn names_that_mean_something_else_are_not_taken_on_and_old_ones_keep_working() {
    let (_folder, path) = folder();
    let endpoint = |name: &str, token: char| {
        format!("[[endpoint]]\nname = \"{name}\"\ntoken = \"{}\"\n", token.to_string().repeat(22))
    };
    let rule = |name: &str| format!("[[rule]]\nname = \"{name}\"\naction = \"mute\"\n");
    let old = format!("{}{}", endpoint("a/before", 'x'), rule("forged"));
    // As an older Rowbell left it.
    fs::write(last_good(&path), &old).unwrap();
    fs::write(&path, &old).unwrap();
    let file = SettingsFile::open(&path).unwrap();
    file.edit([SettingsEdit::ListenPort(9000)]).unwrap();
    let settings = file.settings();
    assert_eq!((settings.endpoints[0].name.as_str(), settings.rules[0].name.as_str()), ("a/before", "forged"));
    assert_eq!((settings.listen.port, file.in_force().borrow().problem.clone()), (9000, None));
    let text = fs::read_to_string(&path).unwrap();
    for (new, said) in [(endpoint("base/b", 'y'), "without"), (rule("missed"), "another name")] {
        fs::write(&path, format!("{text}{new}")).unwrap();
        file.read();
        let in_force = file.in_force().borrow().clone();
        assert_eq!((in_force.settings.endpoints.len(), in_force.settings.rules.len()), (1, 1));
        let problem = in_force.problem.unwrap();
        assert!(problem.message.contains(said) && problem.line.is_some_and(|line| line > 6), "{problem:?}");
    }
}

#[test]
fn a_name_is_counted_in_characters() {
    let settings = |name: &str| {
        let text = format!("[[endpoint]]\nname = \"{name}\"\ntoken = \"0123456789012345678901\"\n");
        Settings::parse(&text, Path::new("rowbell.toml"))
    };
    assert!(settings(&"京".repeat(64)).is_ok());
    assert!(settings(&"京".repeat(65)).unwrap_err().message.contains("64 characters"));
}

#[test]
fn a_start_without_its_file_has_the_last_good_settings() {
    let (folder, path) = folder();
    let port = |file: &SettingsFile| (file.settings().listen.port, file.in_force().borrow().problem.is_some());
    fs::write(&path, "[listen]\nport = 9000\n").unwrap();
    drop(SettingsFile::open(&path).unwrap());
    fs::write(&path, b"\xff").unwrap();
    assert_eq!(port(&SettingsFile::open(&path).unwrap()), (9000, true));
    // A link into a disk that is not there yet.
    #[cfg(unix)]
    {
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(folder.path().join("disk/rowbell.toml"), &path).unwrap();
        assert_eq!(port(&SettingsFile::open(&path).unwrap()), (9000, true));
        fs::remove_file(&path).unwrap();
        assert_eq!(port(&SettingsFile::open(&path).unwrap()), (Settings::default().listen.port, false));
    }
}

/// Follows a settings file while `check` changes it.
async fn following(path: &Path, check: impl AsyncFnOnce(&mut Followed)) {
    let file = SettingsFile::open(path).unwrap();
    let mut followed = Followed { in_force: file.in_force(), port: 9000 };
    let both = async {
        tokio::select! { () = file.follow() => {}, () = check(&mut followed) => {} }
    };
    timeout(Duration::from_secs(60), both).await.unwrap();
}

struct Followed {
    in_force: watch::Receiver<InForce>,
    port: u16,
}

impl Followed {
    /// Settings that were not in force before.
    fn new_text(&mut self) -> String {
        self.port += 1;
        format!("[listen]\nport = {}\n", self.port)
    }

    /// Waits until the newest text is in force.
    async fn in_force(&mut self, what: &str) {
        let port = self.port;
        let fits = |now: &InForce| now.settings.listen.port == port && now.problem.is_none();
        let waited = timeout(Duration::from_secs(10), self.in_force.wait_for(fits)).await.is_ok();
        assert!(waited, "{what} went unnoticed: {:?}", self.in_force.borrow());
    }

    /// Waits until the file can't be used; the settings before stay in force.
    async fn problem(&mut self, what: &str) -> String {
        let waited = timeout(Duration::from_secs(10), self.in_force.wait_for(|now| now.problem.is_some())).await;
        let now = waited.unwrap_or_else(|_| panic!("{what} went unnoticed")).unwrap().clone();
        assert_eq!(now.settings.listen.port, self.port);
        now.problem.unwrap().message
    }
}

#[tokio::test]
async fn changes_of_the_file_are_followed() {
    let (folder, path) = folder();
    following(&path, async |followed| {
        for round in 0..3 {
            fs::write(&path, followed.new_text()).unwrap();
            followed.in_force(&format!("writing in place ({round})")).await;
            let new = folder.path().join("editor.tmp");
            fs::write(&new, followed.new_text()).unwrap();
            fs::rename(&new, &path).unwrap();
            followed.in_force(&format!("a new file in its place ({round})")).await;
            fs::remove_file(&path).unwrap();
            assert_eq!(followed.problem("that it is gone").await, "it is not there");
            fs::write(&path, followed.new_text()).unwrap();
            followed.in_force("that it is back").await;
            fs::write(&path, b"\xff\xfe").unwrap();
            assert!(followed.problem("that it can't be read").await.contains("can't be read"));
        }
    })
    .await;
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_followed() {
    use std::os::unix::fs::symlink;
    let (folder, path) = folder();
    let [one, other] = ["one", "other"].map(|name| {
        fs::create_dir(folder.path().join(name)).unwrap();
        folder.path().join(name).join("dotfile.toml")
    });
    symlink(&one, &path).unwrap();
    following(&path, async |followed| {
        fs::write(&one, followed.new_text()).unwrap();
        followed.in_force("writing what the link leads to").await;
        write_private(&one, followed.new_text().as_bytes()).unwrap();
        followed.in_force("another file in its place").await;
        fs::write(&other, followed.new_text()).unwrap();
        let link = folder.path().join("link");
        symlink(&other, &link).unwrap();
        fs::rename(&link, &path).unwrap();
        followed.in_force("another link").await;
        fs::remove_file(&other).unwrap();
        followed.problem("a link that leads nowhere").await;
        fs::write(&other, followed.new_text()).unwrap();
        followed.in_force("that it leads somewhere again").await;
    })
    .await;
    assert!(path.is_symlink());
}

#[cfg(unix)]
#[test]
fn only_the_person_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = folder();
    SettingsFile::open(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
