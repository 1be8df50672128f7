//! Rules that are bound to the columns that a change names, kept for the next changes that name the same.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use seatable::Column;

use crate::{Rule, bind::Columns, bound::Bound};

/// So many sets of columns are kept. The changes of a while are mostly of a few.
const KEPT: usize = 16;

/// The rules that are bound to the columns of each change. It only remembers: what a change is told never depends on those
/// before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings {
    rules: usize,
    /// The last used ones first.
    kept: Arc<Mutex<VecDeque<Arc<BoundTo>>>>,
}

/// Rules bound to these columns, each once it is asked.
#[derive(Debug)]
pub(crate) struct BoundTo {
    columns: Vec<Column>,
    are_whole: bool,
    /// None of a rule: it can't be asked of these columns.
    rules: Vec<OnceLock<Option<Box<Bound>>>>,
}

impl Bindings {
    /// For so many rules.
    pub(crate) fn of(rules: usize) -> Self {
        Self { rules, kept: Arc::default() }
    }

    pub(crate) fn to(&self, columns: Columns<'_>) -> Arc<BoundTo> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|bound| bound.is_to(columns)).and_then(|at| kept.remove(at));
        let bound = known.unwrap_or_else(|| {
            kept.truncate(KEPT - 1);
            Arc::new(BoundTo {
                columns: columns.iter().cloned().collect(),
                are_whole: columns.are_whole(),
                rules: std::iter::repeat_with(OnceLock::new).take(self.rules).collect(),
            })
        });
        kept.push_front(bound.clone());
        bound
    }
}

impl BoundTo {
    fn is_to(&self, columns: Columns<'_>) -> bool {
        self.are_whole == columns.are_whole() && self.columns.iter().eq(columns.iter())
    }

    /// The rule of this number, for these columns; none: it can't be asked of them.
    pub(crate) fn rule(&self, number: usize, rule: &Rule, columns: Columns<'_>) -> Option<&Bound> {
        self.rules[number].get_or_init(|| Bound::of(rule, columns).ok().map(Box::new)).as_deref()
    }
}
