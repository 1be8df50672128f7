//! What a Secret Service's errors mean, in words of our own: its texts may be translated, and may quote what they were given.

use rowbell_core::config::SecretsError;
use zbus::names::ErrorName;

/// What went wrong with a call.
pub(super) fn meaning(error: &zbus::Error) -> SecretsError {
    match error {
        zbus::Error::MethodError(name, ..) => named(name),
        zbus::Error::FDO(error) => named(&zbus::DBusError::name(error.as_ref())),
        zbus::Error::InputOutput(error) if error.kind() == std::io::ErrorKind::TimedOut => SecretsError::TimedOut,
        zbus::Error::Address(_)
        | zbus::Error::Connection(..)
        | zbus::Error::InputOutput(_)
        | zbus::Error::Handshake(_)
        | zbus::Error::InterfaceNotFound => SecretsError::Missing,
        _ => SecretsError::Failed("its answer could not be read".to_owned()),
    }
}

/// The same of what the crate did that speaks to it.
pub(super) fn meaning_of(error: &secret_service::Error) -> SecretsError {
    use secret_service::Error;
    match error {
        Error::Zbus(error) => meaning(error),
        Error::ZbusFdo(zbus::fdo::Error::ZBus(error)) => meaning(error),
        Error::ZbusFdo(error) => named(&zbus::DBusError::name(error)),
        Error::Locked => SecretsError::Locked,
        // The keyring was open, so what was refused is this one thing.
        Error::Prompt => SecretsError::Refused,
        Error::NoResult => SecretsError::NoKeyring,
        Error::Unavailable | Error::PromptDisconnected => SecretsError::Missing,
        Error::Crypto(_) | Error::Zvariant(_) | _ => SecretsError::Failed("its answer could not be read".to_owned()),
    }
}

fn named(name: &ErrorName<'_>) -> SecretsError {
    let failed = |what: &str| SecretsError::Failed(what.to_owned());
    let name = name.as_str();
    let Some(short) = name.strip_prefix("org.freedesktop.DBus.Error.") else {
        return match name {
            "org.freedesktop.Secret.Error.IsLocked" => SecretsError::Locked,
            "org.freedesktop.Secret.Error.NoSession" | "org.freedesktop.Secret.Error.NoSuchObject" => {
                failed("it has forgotten what it was asked for")
            }
            _ => failed("it could not do what it was asked for"),
        };
    };
    match short {
        "ServiceUnknown" | "NameHasNoOwner" | "Disconnected" | "NoServer" => SecretsError::Missing,
        "NoReply" | "Timeout" | "TimedOut" => SecretsError::TimedOut,
        "AccessDenied" | "AuthFailed" => SecretsError::Refused,
        "UnknownObject" | "UnknownInterface" => failed("it has forgotten what it was asked for"),
        "InvalidArgs" | "UnknownMethod" | "NotSupported" => failed("it does not understand what it was asked for"),
        _ if short.starts_with("Spawn.") => SecretsError::Missing,
        _ => failed("it could not do what it was asked for"),
    }
}
