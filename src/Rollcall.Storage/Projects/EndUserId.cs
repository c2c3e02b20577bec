using System.Text;

namespace Rollcall.Storage.Projects;

/// <summary>Identifiers of people: trimmed, NFC, and without case where they are mail addresses.</summary>
public static class EndUserId
{
    /// <summary>As it is kept and shown.</summary>
    public static string Clean(string endUser)
    {
        var text = endUser.Trim();
        if (text.Length == 0)
            throw new ArgumentException("An end_user is empty.", nameof(endUser));
        return Ascii.IsValid(text) || text.IsNormalized() ? text : text.Normalize();
    }

    /// <summary>What two spellings of one identifier have in common.</summary>
    public static string Fold(string clean)
    {
        if (!clean.Contains('@', StringComparison.Ordinal))
            return clean;
        var lower = clean.ToLowerInvariant();
        return lower == clean ? clean : lower;
    }
}
