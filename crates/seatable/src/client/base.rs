use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
};

use serde_json::{Map, Value, json};

use super::{
    ApiError, RateLimit, Server,
    call::{Call, call, reason},
    encoded,
    rate::Tally,
};
use crate::{
    answer::{self, Access, People},
    lenient,
    metadata::{Metadata, Table},
    operation::{self, Logged},
};

/// Rows that one SQL query asks for. The server answers at most 10,000.
const MOST_NAMES: usize = 1_000;

/// Pages of people that are asked for. With 300 on a page that is more than any base has.
const MOST_PEOPLE_PAGES: u32 = 40;

/// Memory for an answer's values, roughly, in bytes.
const BUDGET: usize = 16 * 1024 * 1024;

/// Reads one base. Clones share the access and what is known of the rate.
#[derive(Debug, Clone)]
pub struct BaseClient {
    server: Server,
    access: Arc<RwLock<Access>>,
    tally: Arc<Tally>,
}

impl BaseClient {
    /// A client for the base that the access is for.
    pub fn new(server: Server, access: Access) -> Self {
        Self { server, access: Arc::new(RwLock::new(access)), tally: Arc::default() }
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The access that calls are made with.
    pub fn access(&self) -> Access {
        self.access.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes further calls with this access, which was asked for again.
    pub fn replace_access(&self, access: Access) {
        *self.access.write().unwrap_or_else(PoisonError::into_inner) = access;
    }

    /// The base's tables, columns and views.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn metadata(&self) -> Result<Metadata, ApiError> {
        Ok(Metadata::read(&self.get("metadata/").await?)?)
    }

    /// The people who may open the base, and those of its apps. A server gives the first page without being asked, 300 unless
    /// it is set up otherwise, and further ones for `page`; older servers know no pages
    /// (`seahub/api2/endpoints/dtable_related_users.py`, `DTABLE_RELATED_USERS_PER_PAGE`). What fails after the first page
    /// costs what would have been there.
    ///
    /// # Errors
    ///
    /// If the call for the first page fails.
    pub async fn related_users(&self) -> Result<People, ApiError> {
        let mut list = answer::read_people(&self.get("related-users/").await?)?;
        let mut whole = true;
        let mut known: HashSet<String> = list.iter().map(|person| person.email.clone()).collect();
        // How many a full page has is not known, but more than one; a page without anybody new is the end.
        for page in 2..=MOST_PEOPLE_PAGES {
            if list.len() < 2 {
                break;
            }
            let next = match self.get(&format!("related-users/?page={page}")).await {
                Ok(answer) => answer::read_people(&answer).map_err(ApiError::from),
                Err(error) => Err(error),
            };
            let Ok(next) = next else {
                whole = false;
                break;
            };
            let before = list.len();
            list.extend(next.into_iter().filter(|person| known.insert(person.email.clone())));
            if list.len() == before {
                break;
            }
        }
        Ok(People { list, whole })
    }

    /// A page of the operation log, newest first. Pages count from 1. Servers may give another number of entries than
    /// asked for (25 in the old public source), so only an empty page is the end.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn operations(&self, page: u32, count: u32) -> Result<Vec<Logged>, ApiError> {
        Ok(operation::read_log(&self.get(&format!("operations/?page={page}&count={count}")).await?)?)
    }

    /// A row's values by column key, options as ids; by column name on servers without a gateway.
    ///
    /// # Errors
    ///
    /// If the call fails; [`ApiError::NotFound`] if there is no such row.
    pub async fn row(&self, table: &Table, row_id: &str) -> Result<Map<String, Value>, ApiError> {
        // Old servers know tables by name alone.
        let (id, name) = (encoded(&table.id), encoded(&table.name));
        let path = format!("rows/{}/?table_id={id}&table_name={name}&convert_keys=false", encoded(row_id));
        match value(&self.get(&path).await?)? {
            Value::Object(row) if row.is_empty() => Err(ApiError::NotFound),
            Value::Object(row) => Ok(row),
            _ => Err(ApiError::Unreadable { reason: "the answer holds no row".to_owned() }),
        }
    }

    /// The names of rows, that is the values of their first column as stored, by row id, in one call for up to 1,000
    /// rows; further ones are left out. Rows that do not exist any more are missing.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn row_names(&self, table: &Table, row_ids: &[&str]) -> Result<HashMap<String, Value>, ApiError> {
        let fits = |id: &&&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        let ids: Vec<String> = row_ids.iter().filter(fits).take(MOST_NAMES).map(|id| format!("'{id}'")).collect();
        let Some(first) = table.first_column() else {
            return Ok(HashMap::new());
        };
        // No way is known to write a backtick inside of backticks, nor is any needed without rows.
        if ids.is_empty() || table.name.contains('`') || first.name.contains('`') {
            return Ok(HashMap::new());
        }
        let (column, from, rows, limit) = (&first.name, &table.name, ids.join(", "), ids.len());
        let sql = format!("SELECT `_id`, `{column}` FROM `{from}` WHERE `_id` IN ({rows}) LIMIT {limit}");
        let answer = self.sql(&sql).await?;
        let name = |row: &Value| {
            let id = row.get("_id")?.as_str()?.to_owned();
            let name = row.get(&first.key).or_else(|| row.get(column)).cloned();
            Some((id, name.unwrap_or_default()))
        };
        Ok(answer.iter().filter_map(name).collect())
    }

    /// Rows of a table, with the values of their cells by the column's key; without those that are not there. Up to 1,000
    /// rows are asked for, of ids as SeaTable makes them.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn rows(&self, table: &Table, row_ids: &[&str]) -> Result<HashMap<String, Map<String, Value>>, ApiError> {
        let fits = |id: &&&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        let ids: Vec<String> = row_ids.iter().filter(fits).take(MOST_NAMES).map(|id| format!("'{id}'")).collect();
        if ids.is_empty() || table.name.contains('`') {
            return Ok(HashMap::new());
        }
        let (from, rows, limit) = (&table.name, ids.join(", "), ids.len());
        let answer = self.sql(&format!("SELECT * FROM `{from}` WHERE `_id` IN ({rows}) LIMIT {limit}")).await?;
        let row = |row: Value| {
            let Value::Object(mut cells) = row else { return None };
            let id = cells.get("_id")?.as_str()?.to_owned();
            // Older servers tell them by the column's name. (Known of names of rows.)
            for column in &table.columns {
                if let Some(value) = cells.remove(&column.name).filter(|_| column.name != column.key) {
                    cells.entry(column.key.clone()).or_insert(value);
                }
            }
            Some((id, cells))
        };
        Ok(answer.into_iter().filter_map(row).collect())
    }

    /// The results of a query, values as stored.
    async fn sql(&self, sql: &str) -> Result<Vec<Value>, ApiError> {
        let access = self.access();
        let uuid = &access.base_uuid_36;
        let path = if access.use_api_gateway {
            format!("/api-gateway/api/v2/dtables/{}/sql/", encoded(uuid))
        } else {
            format!("/dtable-db/api/v1/query/{}/", encoded(uuid))
        };
        let query = Call::post_json(path, &json!({"sql": sql, "convert_keys": false}));
        let answer = call(&self.server, &query, &access.token, &self.tally).await?;
        let json = value(&answer)?;
        match json.get("results") {
            Some(Value::Array(rows)) => Ok(rows.clone()),
            _ if json.get("success") == Some(&Value::Bool(false)) => {
                Err(ApiError::Refused { status: 200, reason: reason(&answer) })
            }
            _ => Err(ApiError::Unreadable { reason: "the answer holds no results".to_owned() }),
        }
    }

    /// What the server last said about its limit of calls.
    pub fn rate(&self) -> RateLimit {
        self.tally.rate()
    }

    /// How many calls were made in the last minute.
    pub fn calls_last_minute(&self) -> usize {
        self.tally.last_minute()
    }

    async fn get(&self, path: &str) -> Result<String, ApiError> {
        let access = self.access();
        let root = if access.use_api_gateway { "/api-gateway/api/v2" } else { "/dtable-server/api/v1" };
        let path = format!("{root}/dtables/{}/{path}", encoded(&access.base_uuid_36));
        call(&self.server, &Call::get(path), &access.token, &self.tally).await
    }
}

fn value(json: &str) -> Result<Value, ApiError> {
    lenient::value(json, BUDGET).map_err(|error| ApiError::Unreadable { reason: error.to_string() })
}
