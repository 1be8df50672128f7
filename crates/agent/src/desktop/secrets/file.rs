//! Secrets in a file, for machines without a keyring. Only once the person agreed to it.

use std::{
    collections::BTreeMap,
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rowbell_core::{
    config::{Access, Purpose, Secrets, SecretsError, write_private},
    deliver::desktop::BoxFuture,
};
use secrecy::{
    ExposeSecret, SecretString,
    zeroize::{Zeroize, Zeroizing},
};
use serde::{Deserialize, Serialize};

/// A JSON file of secrets that only its owner may read. Written whole or not at all, and on disk before a change is
/// answered. On Windows it has the rights of the folder that it is in.
#[derive(Clone)]
pub struct SecretFile {
    path: Arc<Path>,
    /// One change at a time.
    changing: Arc<Mutex<()>>,
}

/// What is in the file.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    secrets: BTreeMap<String, String>,
}

impl Drop for Content {
    fn drop(&mut self) {
        self.secrets.values_mut().for_each(Zeroize::zeroize);
    }
}

impl SecretFile {
    /// The file at this path; it is created with the first secret. Its folder must exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into().into(), changing: Arc::default() }
    }

    async fn on_thread<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Self) -> Result<T, SecretsError> + Send + 'static,
    ) -> Result<T, SecretsError> {
        let file = self.clone();
        let done = tokio::task::spawn_blocking(move || act(&file)).await;
        done.unwrap_or_else(|_| Err(SecretsError::Failed("its thread has ended".to_owned())))
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>) -> bool) -> Result<(), SecretsError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut content = self.read()?;
        if change(&mut content.secrets) { self.write(&content) } else { Ok(()) }
    }

    fn read(&self) -> Result<Content, SecretsError> {
        let mut file = match fs::File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Content::default()),
            opened => opened.map_err(|error| self.failed("read", &error))?,
        };
        self.check_rights(&file)?;
        let mut text = Zeroizing::new(Vec::new());
        file.read_to_end(&mut text).map_err(|error| self.failed("read", &error))?;
        // The parser's own words could quote the file.
        serde_json::from_slice(&text).map_err(|error| {
            SecretsError::Failed(format!(
                "the secret file {} is not readable as JSON (line {}); mend it, or remove it and store the secrets again",
                self.path.display(),
                error.line()
            ))
        })
    }

    /// Rights of the very file that was opened.
    #[cfg(unix)]
    fn check_rights(&self, file: &fs::File) -> Result<(), SecretsError> {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().map_err(|error| self.failed("read", &error))?.permissions().mode();
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let path = self.path.display();
        Err(SecretsError::Failed(format!(
            "others can read the secret file {path} (mode {:03o}), so it is not used; run: chmod 600 {path}",
            mode & 0o777
        )))
    }

    #[cfg(not(unix))]
    fn check_rights(&self, _file: &fs::File) -> Result<(), SecretsError> {
        Ok(())
    }

    fn write(&self, content: &Content) -> Result<(), SecretsError> {
        let mut text = Zeroizing::new(Vec::new());
        serde_json::to_writer_pretty(&mut *text, content)
            .map_err(|_| SecretsError::Failed("the secrets could not be put into JSON".to_owned()))?;
        text.push(b'\n');
        write_private(&self.path, &text).map_err(|error| self.failed("written", &error))
    }

    fn failed(&self, done: &str, error: &io::Error) -> SecretsError {
        SecretsError::Failed(format!("the secret file {} could not be {done}: {}", self.path.display(), error.kind()))
    }
}

impl Secrets for SecretFile {
    fn access(&self) -> BoxFuture<'_, Access> {
        Box::pin(std::future::ready(Access::Open))
    }

    fn unlock(&self, _purpose: Purpose) -> BoxFuture<'_, Result<(), SecretsError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn get(&self, name: &str) -> BoxFuture<'_, Result<Option<SecretString>, SecretsError>> {
        let name = name.to_owned();
        Box::pin(self.on_thread(move |file| Ok(file.read()?.secrets.remove(&name).map(SecretString::from))))
    }

    fn set(&self, name: &str, secret: SecretString) -> BoxFuture<'_, Result<(), SecretsError>> {
        let name = name.to_owned();
        Box::pin(self.on_thread(move |file| {
            file.change(|secrets| {
                secrets.insert(name, secret.expose_secret().to_owned());
                true
            })
        }))
    }

    fn delete(&self, name: &str) -> BoxFuture<'_, Result<(), SecretsError>> {
        let name = name.to_owned();
        Box::pin(self.on_thread(move |file| file.change(|secrets| secrets.remove(&name).is_some())))
    }
}

impl fmt::Debug for SecretFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretFile").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn secret(text: &str) -> SecretString {
        text.to_owned().into()
    }

    async fn read(file: &SecretFile, name: &str) -> Option<String> {
        file.get(name).await.unwrap().map(|secret| secret.expose_secret().to_owned())
    }

    #[tokio::test]
    async fn secrets_are_kept_changed_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        let file = SecretFile::new(&path);
        assert_eq!(read(&file, "a").await, None);
        file.delete("a").await.unwrap();
        assert!(!path.exists());
        file.set("a", secret("ä\"1")).await.unwrap();
        file.set("b", secret("2")).await.unwrap();
        file.set("a", secret("3")).await.unwrap();
        file.delete("b").await.unwrap();
        let again = SecretFile::new(&path);
        assert_eq!((read(&again, "a").await.as_deref(), read(&again, "b").await), (Some("3"), None));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[tokio::test]
    async fn concurrent_changes_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = SecretFile::new(folder.path().join("secrets.json"));
        let names: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        futures_util::future::join_all(names.iter().map(|name| file.set(name, secret(name)))).await;
        for name in &names {
            assert_eq!(read(&file, name).await.as_ref(), Some(name));
        }
    }

    #[tokio::test]
    async fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        let file = SecretFile::new(&path);
        file.set("a", secret("hidden")).await.unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let errors = [file.get("a").await.unwrap_err(), file.set("b", secret("hidden")).await.unwrap_err()];
        for error in errors {
            let text = error.to_string();
            assert!(text.contains("chmod 600") && text.contains("640") && !text.contains("hidden"), "{text}");
        }
    }

    #[tokio::test]
    async fn nothing_shows_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        let file = SecretFile::new(&path);
        fs::write(&path, "{\"secrets\": {\"a\": hidden}}").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let error = file.get("a").await.unwrap_err();
        assert!(error.to_string().contains("line 1") && !format!("{error:?}{error}").contains("hidden"), "{error:?}");
        assert!(format!("{file:?}").contains("secrets.json"));
        // A broken file is not overwritten.
        file.set("b", secret("x")).await.unwrap_err();
        assert!(fs::read_to_string(&path).unwrap().contains("hidden"));
    }

    #[tokio::test]
    async fn what_a_crash_left_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        fs::write(folder.path().join(".secrets.json.new"), "half").unwrap();
        let file = SecretFile::new(&path);
        file.set("a", secret("1")).await.unwrap();
        assert_eq!(read(&file, "a").await.as_deref(), Some("1"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
