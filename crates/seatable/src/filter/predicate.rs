use crate::named::named;

named! {
    /// What a filter asks of a cell, by SeaTable's own names (`filter_predicate`).
    Predicate {
        /// The text has the term in it, in letters of any size. Of who made or changed a row: is one of these people.
        Contains = "contains",
        /// The opposite, also true of nothing.
        DoesNotContain = "does_not_contain",
        /// The very same; of dates, the same day.
        Is = "is",
        /// Another one. True of nothing, except of dates: an empty date is not another one.
        IsNot = "is_not",
        /// There is nothing.
        IsEmpty = "is_empty",
        /// There is something.
        IsNotEmpty = "is_not_empty",
        /// The text is the viewer's id in their organisation.
        IsCurrentUserId = "is_current_user_ID",
        /// The same number, to a hundred-thousandth.
        Equal = "equal",
        /// Another number, or none.
        NotEqual = "not_equal",
        /// A lesser number.
        Less = "less",
        /// A greater number.
        Greater = "greater",
        /// A lesser number or the same.
        LessOrEqual = "less_or_equal",
        /// A greater number or the same.
        GreaterOrEqual = "greater_or_equal",
        /// A day of a span.
        IsWithin = "is_within",
        /// An earlier day.
        IsBefore = "is_before",
        /// A later day.
        IsAfter = "is_after",
        /// That day or an earlier one.
        IsOnOrBefore = "is_on_or_before",
        /// That day or a later one.
        IsOnOrAfter = "is_on_or_after",
        /// One of these options.
        IsAnyOf = "is_any_of",
        /// None of these options, or nothing.
        IsNoneOf = "is_none_of",
        /// At least one of these is among the entries.
        HasAnyOf = "has_any_of",
        /// All of these are among the entries.
        HasAllOf = "has_all_of",
        /// None of these is among the entries.
        HasNoneOf = "has_none_of",
        /// These and no others, in any order.
        IsExactly = "is_exactly",
        /// The viewer is among the people.
        IncludeMe = "include_me",
    }
}
