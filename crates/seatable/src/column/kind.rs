use crate::named::named;

named! {
    /// The type of a column, by SeaTable's own names (`dtable_events/utils/constants.py`, `ColumnTypes`).
    ColumnType {
        /// One line of text.
        Text = "text",
        /// Markdown.
        LongText = "long-text",
        /// A number, percentage or amount of money.
        Number = "number",
        /// People.
        Collaborator = "collaborator",
        /// A day, or a day and a time.
        Date = "date",
        /// A span of time in seconds.
        Duration = "duration",
        /// One option, by id.
        SingleSelect = "single-select",
        /// Several options, by id.
        MultipleSelect = "multiple-select",
        /// Addresses of images.
        Image = "image",
        /// Files.
        File = "file",
        /// An e-mail address.
        Email = "email",
        /// A web address.
        Url = "url",
        /// Yes or no.
        Checkbox = "checkbox",
        /// A number of stars.
        Rate = "rate",
        /// A place.
        Geolocation = "geolocation",
        /// Rows of another table.
        Link = "link",
        /// A computed value.
        Formula = "formula",
        /// A value computed over linked rows.
        LinkFormula = "link-formula",
        /// Who made the row.
        Creator = "creator",
        /// When the row was made.
        CreatedTime = "ctime",
        /// Who changed the row last.
        LastModifier = "last-modifier",
        /// When the row was changed last.
        ModifiedTime = "mtime",
        /// A running number.
        AutoNumber = "auto-number",
        /// A button; has no value.
        Button = "button",
        /// A department, by number.
        DepartmentSingleSelect = "department-single-select",
        /// A handwritten signature.
        DigitalSign = "digital-sign",
    }
}
