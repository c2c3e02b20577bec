using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class TagEditTests
{
    private const string Sales = """{"department":"Sales"}""";
    private const string Legal = """{"department":"Legal"}""";
    private static readonly Day May = Day.Of(2026, 5, 1);

    [Fact]
    public void A_named_day_with_the_tags_that_hold_already_still_ends_what_is_backdated_later()
    {
        // Sales since ever; Sales again from 10 May; then, late: Legal from 5 May. From 10 May it is Sales.
        var versions = TagEdit.Change([new TagRow(1, Day.Earliest, Sales)], May + 9, dayNamed: true, Sales);
        versions = TagEdit.Change(versions, May + 4, dayNamed: true, Legal);
        Assert.Equal([Sales, Legal, Sales], new[] { May, May + 4, May + 9 }.Select(day => TagEdit.On(versions, day)));
    }

    [Fact]
    public void The_same_version_sent_again_changes_nothing()
    {
        List<TagRow> versions = [new TagRow(1, May, Sales)];
        Assert.Same(versions, TagEdit.Change(versions, May, dayNamed: true, Sales));
    }

    [Fact]
    public void Tags_sent_every_night_without_a_day_make_no_versions()
    {
        List<TagRow> versions = [new TagRow(1, May, Sales)];
        Assert.Same(versions, TagEdit.Change(versions, May + 20, dayNamed: false, Sales));
        Assert.Equal(2, TagEdit.Change(versions, May + 20, dayNamed: false, Legal).Count);
    }

    [Fact]
    public void A_version_of_the_same_day_is_replaced()
        => Assert.Equal([new TagRow(0, May, Legal)], TagEdit.Change([new TagRow(1, May, Sales)], May, dayNamed: true, Legal));
}
