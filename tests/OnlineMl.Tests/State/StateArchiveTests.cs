using System.Buffers;
using MessagePack;
using OnlineMl.State;

namespace OnlineMl.Tests.State;

/// <summary>What a field may hold is declared where it is described, and checked where it is read.</summary>
public class StateArchiveTests
{
    [Theory]
    [InlineData(2, "The field 'weights' holds 2 values where 3 are needed.")]
    [InlineData(4, "The field 'weights' holds 4 values where 3 are needed.")]
    public void Load_RefusesArrayOfAnotherLengthThanFollowsFromTheFieldsBeforeIt(int length, string message) =>
        Refuses(new Saved(("count", 3), ("weights", new double[length])), message);

    [Fact]
    public void Load_RefusesRowsThatOverflow() =>
        Refuses(
            new Saved(("count", 65536), ("weights", new double[65536]), ("table", Array.Empty<double>())),
            "The field 'table' holds 0 values where 4294967296 are needed.");

    [Theory]
    [InlineData(1, "The field 'window' holds 1 values where none or 2 to 4, in rows of 2, are needed.")]
    [InlineData(3, "The field 'window' holds 3 values where none or 2 to 4, in rows of 2, are needed.")]
    [InlineData(6, "The field 'window' holds 6 values where none or 2 to 4, in rows of 2, are needed.")]
    public void Load_RefusesOwnLengthOutsideOfItsBounds(int length, string message) =>
        Refuses(new Saved(("window", new double[length])), message);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void Load_TakesOwnLengthWithinItsBounds(int length)
    {
        var target = new Bounded();
        StateFormat.Load(target, new Saved(("window", new double[length])).Bytes);
        Assert.Equal(length, target.Window.Length);
    }

    [Fact]
    public void Load_RefusesNumbersThatFieldMayNotHold()
    {
        Refuses(new Saved(("count", -1)), "The field 'count' holds -1, which is less than 0.");
        Refuses(new Saved(("position", 5)), "The field 'position' holds 5, which is not from -1 to 4.");
        Refuses(new Saved(("sum", double.NaN)), "The field 'sum' holds NaN, which is not finite.");
        Refuses(new Saved(("weight", -0.5)), "The field 'weight' holds -0.5, which is not from 0 to the largest finite number.");
        Refuses(new Saved(("count", 1), ("weights", new[] { double.PositiveInfinity })), "The field 'weights' holds Infinity, which is not finite.");
        Refuses(new Saved(("codes", new[] { 0, 1, 7 })), "The field 'codes' holds 7, which is not from 0 to 2.");
        Refuses(new Saved(("codes", new[] { 0, -3 })), "The field 'codes' holds -3, which is not from 0 to 2.");
    }

    [Fact]
    public void Load_RefusesOtherNumberOfChildren() =>
        Refuses(new Saved(("count", 1), ("children", 0)), "The field 'children' holds 0 values where 1 are needed.", children: true);

    [Fact]
    public void Load_MakesNoArrayOfALengthThatOnlyADamagedCountAsksFor()
    {
        Refuses(new Saved(("count", int.MaxValue)), "The field 'weights' is missing, and 2147483647 values of it would be needed.");
        var target = new Bounded();
        StateFormat.Load(target, new Saved(("count", 3), ("sum", 1.0)).Bytes);
        Assert.Equal(new double[3], target.Weights);
    }

    [Fact]
    public void Load_FindsFieldUnderItsFormerName()
    {
        var target = new Bounded();
        StateFormat.Load(target, new Saved(("a_sum", 2.5)).Bytes);
        Assert.Equal(2.5, target.Sum);
        StateFormat.Load(target, new Saved(("count", 0), ("a_sum", 3.5), ("unknown", 1)).Bytes);
        Assert.Equal(3.5, target.Sum);
        Assert.Contains("\"sum\"", StateFormat.ToJson(target), StringComparison.Ordinal);
    }

    private static void Refuses(Saved saved, string message, bool children = false)
    {
        var exception = Assert.Throws<StateFormatException>(() => StateFormat.Load(new Bounded { HasChildren = children }, saved.Bytes));
        Assert.Equal(message, exception.Message);
    }

    /// <summary>Fields as a file has them.</summary>
    private sealed class Saved(params (string Name, object Value)[] fields)
    {
        public byte[] Bytes
        {
            get
            {
                var output = new ArrayBufferWriter<byte>();
                var writer = new MessagePackWriter(output);
                writer.WriteMapHeader(fields.Length);
                foreach (var (name, value) in fields)
                {
                    writer.Write(name);
                    Write(ref writer, name, value);
                }

                writer.Flush();
                return output.WrittenSpan.ToArray();
            }
        }

        private static void Write(ref MessagePackWriter writer, string name, object value)
        {
            switch (value)
            {
                case int whole when name == "children":
                    writer.WriteArrayHeader(whole);
                    break;
                case int whole:
                    writer.Write(whole);
                    break;
                case double number:
                    writer.Write(number);
                    break;
                case int[] whole:
                    writer.WriteArrayHeader(whole.Length);
                    foreach (var item in whole)
                    {
                        writer.Write(item);
                    }

                    break;
                case double[] numbers:
                    writer.WriteArrayHeader(numbers.Length);
                    foreach (var item in numbers)
                    {
                        writer.Write(item);
                    }

                    break;
            }
        }
    }

    private sealed class Bounded : IStateful
    {
        public double[] Weights = [];
        public double[] Window = [];
        public double Sum;
        private readonly List<Bounded> _children = [];
        private double[] _table = [];
        private int[] _codes = [];
        private int _count;
        private int _position;
        private double _weight;

        public bool HasChildren { get; init; }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("count", ref _count);
            state.Field(new FieldName("sum", Formerly: "a_sum"), ref Sum);
            state.Field("position", ref _position, WholeRange.Between(-1, 4));
            state.Field("weight", ref _weight, NumberRange.NotNegative);
            state.Field("codes", ref _codes, FieldLength.Any, WholeRange.Below(3));
            if (HasChildren)
            {
                state.Children("children", _children, _count, () => new Bounded());
            }

            state.Field("weights", ref Weights, _count);
            state.Field("window", ref Window, FieldLength.Any.AtLeast(2).AtMost(4).InRowsOf(2).OrNone());
            state.Field("table", ref _table, _count < 65536 ? _table.Length : FieldLength.Exactly(_count, 65536));
        }
    }
}
