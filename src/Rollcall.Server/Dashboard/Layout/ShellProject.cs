namespace Rollcall.Server.Dashboard.Layout;

/// <summary>A project in the switcher: <c>/p/{slug}</c>, its name, and a few words beside it ("1,821 people", "no data yet").</summary>
/// <param name="Root">The path of the instance: <c>/</c>, or what a reverse proxy puts before it, with a slash at the end.</param>
internal sealed record ShellProject(string Slug, string Name, string Note, string Root = "/")
{
    public string Path => $"{Root}p/{Uri.EscapeDataString(Slug)}";

    public string Initial => Name is "" ? "?" : System.Globalization.StringInfo.GetNextTextElement(Name).ToUpperInvariant();
}
