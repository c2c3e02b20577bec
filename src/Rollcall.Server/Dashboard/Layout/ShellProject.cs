namespace Rollcall.Server.Dashboard.Layout;

/// <summary>A project in the switcher: <c>/p/{slug}</c>, its name, and a few words beside it ("1,821 people", "no data yet").</summary>
internal sealed record ShellProject(string Slug, string Name, string Note)
{
    public string Path => $"p/{Uri.EscapeDataString(Slug)}";

    public string Initial => Name is "" ? "?" : System.Globalization.StringInfo.GetNextTextElement(Name).ToUpperInvariant();
}
