using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Population;

/// <summary>Histories of all people of a project in pages of 1,024. Immutable; a change makes the next index and copies the pages it touches.</summary>
internal sealed class PopulationIndex
{
    public const int PagesPerChunk = Bitmap.People / PopulationPage.Size;

    public static readonly PopulationIndex Empty = new([], new TagSets().All);

    private readonly PopulationPage[] _pages;

    private PopulationIndex(PopulationPage[] pages, ReadOnlyMemory<TagSet> tagSets) => (_pages, TagSets) = (pages, tagSets);

    /// <summary>The distinct tag sets by number.</summary>
    public ReadOnlyMemory<TagSet> TagSets { get; }

    /// <summary>Chunks of 65,536 people that have a page.</summary>
    public int Chunks => (_pages.Length + PagesPerChunk - 1) / PagesPerChunk;

    /// <summary>Bytes held by the pages, estimated.</summary>
    public long Bytes => _pages.Where(page => page != PopulationPage.Empty).Sum(page => page.Bytes) + (_pages.Length * 8L);

    public PersonHistory this[int person] => Page(person / PopulationPage.Size)[person % PopulationPage.Size];

    /// <summary>A page by number; beyond the last one they are empty.</summary>
    public PopulationPage Page(int number) => number < _pages.Length ? _pages[number] : PopulationPage.Empty;

    public PopulationIndex With(IReadOnlyCollection<KeyValuePair<int, PersonHistory>> changes, ReadOnlyMemory<TagSet> tagSets)
    {
        if (changes.Count == 0)
            return this;
        var pages = new PopulationPage[Math.Max(_pages.Length, (changes.Max(change => change.Key) / PopulationPage.Size) + 1)];
        _pages.CopyTo(pages, 0);
        Array.Fill(pages, PopulationPage.Empty, _pages.Length, pages.Length - _pages.Length);
        foreach (var page in changes.GroupBy(change => change.Key / PopulationPage.Size))
            pages[page.Key] = pages[page.Key].With([.. page.Select(change => (change.Key % PopulationPage.Size, change.Value))]);
        return new(pages, tagSets);
    }
}
