using Rollcall.Storage.Projects;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class RecentIdentitiesTests
{
    [Fact]
    public void What_was_added_is_found_for_30_days_and_makes_room_after_that()
    {
        var recent = new RecentIdentities();
        for (var day = 0u; day < 100; day++)
        {
            var now = 1 + (day * 1_440);
            for (var i = 0u; i < 100; i++)
                recent.Add(Identity((day * 100) + i), day, now, now);
            for (var back = 0u; back <= day; back++)
                Assert.Equal(back <= 30, recent.TryFind(Identity((day - back) * 100), now, out _));
        }

        Assert.InRange(recent.Count, 3_000, 7_000);
    }

    [Fact]
    public void Identities_that_fall_on_one_slot_are_told_apart()
    {
        var recent = new RecentIdentities();
        for (var i = 0u; i < 2_000; i++)
            recent.Add((UInt128)i << 64, i, 1, 1);
        for (var i = 0u; i < 2_000; i++)
            Assert.True(recent.TryFind((UInt128)i << 64, 1, out var content) && content == i);
        Assert.False(recent.TryFind((UInt128)2_000 << 64, 1, out _));
    }

    [Fact]
    public void No_addition_moves_more_than_a_small_part_of_what_is_there()
    {
        const uint Rows = 200_000;
        var recent = new RecentIdentities();
        for (var i = 0u; i < Rows; i++)
            recent.Add(Identity(i), i, 1, 1);
        Assert.Equal((int)Rows, recent.Count);
        Assert.InRange(recent.LargestTable, 1, (int)Rows / 50);
        for (var i = 0u; i < Rows; i++)
            Assert.True(recent.TryFind(Identity(i), 1, out var content) && content == i);
    }

    [Fact]
    public void Room_that_was_made_is_enough_and_not_much_more()
    {
        const uint Rows = 200_000;
        var recent = new RecentIdentities();
        recent.Add(Identity(Rows), 7, 1, 1);
        recent.Reserve(Rows);
        var slots = recent.LargestTable;
        for (var i = 0u; i < Rows; i++)
            recent.Add(Identity(i), i, 1, 1);
        Assert.Equal((int)Rows + 1, recent.Count);
        Assert.InRange(slots, (int)Rows / 256, (int)Rows / 256 * 3);
        Assert.InRange(recent.LargestTable, slots, 2 * slots);   // some tables get a little more than their share
        Assert.True(recent.TryFind(Identity(Rows), 1, out var content) && content == 7);
        for (var i = 0u; i < Rows; i++)
            Assert.True(recent.TryFind(Identity(i), 1, out content) && content == i);
    }

    private static UInt128 Identity(uint n) => new(n, n * 0x9E3779B97F4A7C15ul);
}
