//! The API's types for TypeScript: `ui/src/bindings/api.ts`. After a change of the types, `UPDATE_BINDINGS=1 cargo test -p
//! rowbell-api --features typescript` writes it anew.

use ts_rs::{Config, TS};

use crate::*;

/// The declarations of all types.
pub fn declarations() -> String {
    let mut text =
        "// Made from crates/api by its tests (see crates/api/src/typescript.rs). Not to be edited.\n".to_owned();
    let config = Config::new().with_large_int("number");
    macro_rules! declare {
        ($($name:ty),* $(,)?) => {
            $(text += &format!("\nexport {}\n", <$name as TS>::decl(&config));)*
        };
    }
    text +=
        "\nexport type JsonValue = number | string | boolean | null | JsonValue[] | { [key: string]: JsonValue };\n";
    declare![
        // What happened.
        Entry,
        EntryDetail,
        Row,
        Cell,
        Chip,
        Raw,
        Header,
        Page,
        HistoryQuery,
        DeleteRequest,
        MarkRequest,
        OpenRequest,
        Activity,
        ActivityTime,
        ActivityTable,
        ActivityPerson,
        Event,
        Show,
        // How it fares.
        Status,
        BaseView,
        TableView,
        BaseConnection,
        EndpointView,
        RelayView,
        ConnectionState,
        UrlView,
        Problem,
        ProblemCode,
        ErrorBody,
        ErrorCode,
        NetworkCause,
        CertificateFlaw,
        Person,
        LikelyMe,
        Rule,
        RuleAction,
        Level,
        When,
        IfUnknown,
        By,
        During,
        Weekday,
        Conditions,
        Item,
        ColumnCondition,
        Why,
        ChangeName,
        Decision,
        RuleSaid,
        ConditionSaid,
        Condition,
        Said,
        Unknown,
        TryRules,
        TriedRules,
        TriedRule,
        NearMiss,
        BenchRequest,
        Bench,
        FaultView,
        BenchDay,
        Fitting,
        Example,
        ExampleView,
        RuleCheck,
        rowbell_rules::Idle,
        rowbell_rules::Difference,
        rowbell_rules::NotOffered,
        QuietHours,
        Digest,
        ColumnsView,
        ColumnView,
        OptionView,
        AskView,
        ModifierView,
        EntryKind,
        ChangeKind,
        Done,
        // Setting up.
        Connect,
        Connected,
        AddBase,
        HideContents,
        AddEndpoint,
        AddRelay,
        AddedRelay,
        RenewAddress,
        SetSecret,
        GenerateSecret,
        GeneratedSecret,
        SetListen,
        SetMe,
        PauseRequest,
        TestRequest,
        TestResult,
        AddAccount,
        AccountView,
        AccountBaseView,
        BaseWebhooksView,
        SeatableRuleView,
        SeatableRulesView,
        WebhookView,
        DisabledReason,
        Obstacle,
        CreateWebhook,
        CreatedWebhook,
        NamedBase,
        SettingsView,
        PopupsView,
        HistoryView,
        WindowView,
        SetSetting,
        Diagnostics,
    ];
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::{fs, path::Path};

    #[test]
    fn the_window_has_the_types_of_the_api() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/bindings/api.ts");
        let text = super::declarations();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "ui/src/bindings/api.ts is not what the types are: run this with UPDATE_BINDINGS=1");
    }
}
