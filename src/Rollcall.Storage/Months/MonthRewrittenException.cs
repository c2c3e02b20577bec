namespace Rollcall.Storage.Months;

/// <summary>A file was written anew since a reader took its snapshot: the question is to be asked again, as of now.</summary>
internal sealed class MonthRewrittenException() : Exception("A month was written anew meanwhile.");
