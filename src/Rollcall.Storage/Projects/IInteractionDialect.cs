namespace Rollcall.Storage.Projects;

/// <summary>How one of the two engines says what interactions are asked for. Both must mean the same: a row may be in either.</summary>
internal interface IInteractionDialect
{
    /// <summary>A text as a value to bind, and where it stands in the SQL.</summary>
    string TextPlace { get; }

    object TextValue(string text);

    /// <summary>The start as a condition or an order should name it.</summary>
    string TimeStart { get; }

    object IdentityValue(UInt128 identity);

    /// <summary>The value of a tag, NULL where it is absent.</summary>
    (string Sql, object Value) Tag(string key);

    /// <summary>Whether the input or the output holds a text; ASCII letters match without case, nothing else does.</summary>
    (string Sql, object[] Values) Holds(string text);
}
