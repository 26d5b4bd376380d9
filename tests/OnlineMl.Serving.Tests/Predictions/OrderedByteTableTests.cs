using System.Text;
using OnlineMl.Randomness;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;

namespace OnlineMl.Serving.Tests.Predictions;

public sealed class OrderedByteTableTests
{
    [Fact]
    public void AnEntry_IsFoundByItsIdentifierUntilItIsRemoved()
    {
        var table = new OrderedByteTable<int>();
        Assert.Equal(-1, table.Find("a"u8));
        var entry = Add(table, "a", "bytes", 7);

        Assert.Equal(entry, table.Find("a"u8));
        Assert.Equal("a"u8.ToArray(), table.Identifier(entry));
        Assert.Equal("bytes"u8.ToArray(), table.Bytes(entry));
        Assert.Equal(7, table[entry]);
        table.Replace(entry, 8);
        Assert.Equal(8, table[entry]);

        table.Remove(entry);
        Assert.Equal((-1, 0, -1, -1), (table.Find("a"u8), table.Count, table.Oldest, table.Newest));
    }

    [Fact]
    public void Entries_HaveTheOrderInWhichTheyWereAdded()
    {
        var table = new OrderedByteTable<int>();
        foreach (var identifier in new[] { "c", "a", "d", "b" })
        {
            Add(table, identifier, "", 0);
        }

        table.Remove(table.Find("a"u8));
        Assert.Equal(["c", "d", "b"], Forward(table));
        table.Remove(table.Find("c"u8));
        table.Remove(table.Find("b"u8));
        Add(table, "a", "", 0);
        Assert.Equal(["d", "a"], Forward(table));
        Assert.Equal(["a", "d"], Backward(table));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abc")]
    public void Identifiers_OfAnyLengthAreTold_Apart(string identifier)
    {
        var table = new OrderedByteTable<int>();
        Add(table, identifier, "x", 1);
        Assert.Equal(-1, table.Find(Encoding.UTF8.GetBytes(identifier + "a")));
        Assert.NotEqual(-1, table.Find(Encoding.UTF8.GetBytes(identifier)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ATable_DoesWhatAListOfEntriesDoes(int seed)
    {
        var random = new RandomSource(seed);
        var table = new OrderedByteTable<int>();
        var expected = new List<(string Identifier, string Bytes, int Value)>();
        for (var step = 0; step < 20_000; step++)
        {
            var identifier = $"i{random.NextInt(500)}";
            var index = expected.FindIndex(entry => entry.Identifier == identifier);
            var found = table.Find(Encoding.UTF8.GetBytes(identifier));
            Assert.Equal(index >= 0, found >= 0);
            if (index >= 0)
            {
                Assert.Equal(expected[index].Bytes, Encoding.UTF8.GetString(table.Bytes(found)));
                Assert.Equal(expected[index].Value, table[found]);
                table.Remove(found);
                expected.RemoveAt(index);
            }
            else
            {
                var bytes = new string('b', random.NextInt(60));
                Add(table, identifier, bytes, step);
                expected.Add((identifier, bytes, step));
            }
        }

        Assert.Equal(expected.Select(entry => entry.Identifier), Forward(table));
        Assert.Equal(expected.Count, table.Count);
    }

    [Fact]
    public void FrozenEntries_AreThoseOfTheMomentWhateverComesAndGoes()
    {
        var table = new OrderedByteTable<int>();
        for (var number = 0; number < 1000; number++)
        {
            Add(table, $"i{number}", $"bytes {number}", number);
        }

        var frozen = table.Freeze();
        for (var number = 0; number < 1000; number++)
        {
            table.Remove(table.Find(Encoding.UTF8.GetBytes($"i{number}")));
            Add(table, $"j{number}", "other", -1);
        }

        Assert.Equal(1000, frozen.Count);
        Assert.Equal(Enumerable.Range(0, 1000), frozen.Values);
        var loaded = Load(StateFormat.Save(frozen));
        Assert.Equal(1000, loaded.Count);
        for (var number = 0; number < 1000; number++)
        {
            Assert.Equal($"i{number}", Encoding.UTF8.GetString(loaded.Identifier(number)));
            Assert.Equal($"bytes {number}", Encoding.UTF8.GetString(loaded.Bytes(number)));
        }
    }

    [Fact]
    public void ASavedTable_WhoseBytesAreNoUnicodeIdentifiers_IsRefused()
    {
        var table = new OrderedByteTable<int>();
        var entry = table.Add([0xff, 0xfe], 1, 0);
        table.Bytes(entry)[0] = 1;
        var saved = StateFormat.Save(table.Freeze());

        Assert.Contains("are damaged", Assert.Throws<StateFormatException>(() => Load(saved)).Message, StringComparison.Ordinal);
    }

    private static int Add(OrderedByteTable<int> table, string identifier, string bytes, int value)
    {
        var entry = table.Add(Encoding.UTF8.GetBytes(identifier), Encoding.UTF8.GetByteCount(bytes), value);
        Encoding.UTF8.GetBytes(bytes, table.Bytes(entry));
        return entry;
    }

    private static FrozenByteTable<int> Load(byte[] saved)
    {
        var loaded = new FrozenByteTable<int>();
        StateFormat.Load(loaded, saved);
        return loaded;
    }

    private static List<string> Forward(OrderedByteTable<int> table)
    {
        var names = new List<string>();
        for (var entry = table.Oldest; entry >= 0; entry = table.Newer(entry))
        {
            names.Add(Encoding.UTF8.GetString(table.Identifier(entry)));
        }

        return names;
    }

    private static List<string> Backward(OrderedByteTable<int> table)
    {
        var names = new List<string>();
        for (var entry = table.Newest; entry >= 0; entry = table.Older(entry))
        {
            names.Add(Encoding.UTF8.GetString(table.Identifier(entry)));
        }

        return names;
    }
}
