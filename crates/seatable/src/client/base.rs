use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use serde_json::{Map, Value};

use super::{ApiError, RateLimit, Server};
use crate::{
    answer::{Access, Person},
    metadata::{Metadata, Table},
    operation::Logged,
};

/// Reads one base. Clones share the access and what is known of the rate.
#[derive(Debug, Clone)]
pub struct BaseClient {
    server: Server,
    access: Arc<RwLock<Access>>,
}

impl BaseClient {
    /// A client for the base that the access is for.
    pub fn new(server: Server, access: Access) -> Self {
        Self { server, access: Arc::new(RwLock::new(access)) }
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The access that calls are made with.
    pub fn access(&self) -> Access {
        self.access.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Makes further calls with this access, which was asked for anew.
    pub fn replace_access(&self, access: Access) {
        *self.access.write().unwrap_or_else(std::sync::PoisonError::into_inner) = access;
    }

    /// The base's tables, columns and views.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn metadata(&self) -> Result<Metadata, ApiError> {
        Err(ApiError::OldServer)
    }

    /// The people who may open the base.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn related_users(&self) -> Result<Vec<Person>, ApiError> {
        Err(ApiError::OldServer)
    }

    /// A page of the operation log, newest first. Pages count from 1. Old servers may give 25 entries whatever the
    /// count; a page with fewer than asked for is not the last one, an empty one is.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn operations(&self, page: u32, count: u32) -> Result<Vec<Logged>, ApiError> {
        let _ = (page, count);
        Err(ApiError::OldServer)
    }

    /// A row's values by column key, options as ids.
    ///
    /// # Errors
    ///
    /// If the call fails; [`ApiError::NotFound`] if there is no such row.
    pub async fn row(&self, table: &Table, row_id: &str) -> Result<Map<String, Value>, ApiError> {
        let _ = (table, row_id);
        Err(ApiError::OldServer)
    }

    /// The names of rows, that is the values of their first column as stored, by row id, in one call for up to 1,000
    /// rows. Rows that do not exist any more are missing.
    ///
    /// # Errors
    ///
    /// If the call fails.
    pub async fn row_names(&self, table: &Table, row_ids: &[&str]) -> Result<HashMap<String, Value>, ApiError> {
        let _ = (table, row_ids);
        Err(ApiError::OldServer)
    }

    /// What the server last said about its limit of calls.
    pub fn rate(&self) -> RateLimit {
        RateLimit::default()
    }

    /// How many calls were made in the last minute.
    pub fn calls_last_minute(&self) -> usize {
        0
    }
}
