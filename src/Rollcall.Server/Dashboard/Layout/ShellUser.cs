namespace Rollcall.Server.Dashboard.Layout;

internal sealed record ShellUser(string Email, string Role)
{
    /// <summary>Two letters for the account button: of the two parts of the name before the @, or its first two.</summary>
    public string Initials
    {
        get
        {
            var parts = Email.Split('@')[0].Split(['.', '-', '_', ' '], StringSplitOptions.RemoveEmptyEntries);
            var letters = parts switch
            {
                [] => "?",
                [var one] => one[..Math.Min(2, one.Length)],
                [var first, .., var last] => $"{first[0]}{last[0]}",
            };
            return letters.ToUpperInvariant();
        }
    }
}
