using System.Runtime.CompilerServices;
using System.Text;
using OnlineMl.Serving.Fold;
using OnlineMl.State;

namespace OnlineMl.Serving.Idempotency;

/// <summary>Remembers the first answer to each idempotency key of the last calls.</summary>
/// <remarks>Time is that of the events and sizes are counted, not measured, so that a replay forgets at the same points.</remarks>
internal sealed class IdempotencyWindow(RememberingLimits limits) : IStateful
{
    // Of the dictionary: an entry and its bucket. Of an answer: the object alone.
    private const long EntryBytes = 28;
    private const long AnswerBytes = 64;

    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);

    // A ring of as many keys as there are answers, the length of which is a power of two.
    private (string Key, long Time)[] _keys = new (string, long)[16];
    private int _oldest;
    private long _textBytes;
    private long _forgotten = long.MinValue;

    // When the newest key came that was forgotten for its bytes, which what is left does not tell. Beyond the time for which keys are remembered it is not needed.
    private long _outgrown = long.MinValue;

    /// <summary>How many bytes of memory it holds in all.</summary>
    public long HeldBytes => (_answers.Capacity * EntryBytes) + (_keys.Length * (long)Unsafe.SizeOf<(string, long)>()) + _textBytes;

    public Answer? Find(string key) => _answers.GetValueOrDefault(key);

    /// <summary>Whether a key that is not here may have been, of an event since a time.</summary>
    /// <param name="time">When the event was not there yet, in milliseconds since 1970.</param>
    /// <param name="now">The time now.</param>
    public bool MayHaveForgotten(long time, long now) => limits.Keys > 0 &&
        (time <= _forgotten || now - time >= limits.KeyMilliseconds || (_answers.Count >= limits.Keys && time <= KeyAt(0).Time));

    public void Add(string key, Answer answer, long time)
    {
        if (limits.Keys == 0)
        {
            return;
        }

        if (_answers.Count >= limits.Keys)
        {
            ForgetOldest();
        }

        // Nothing is younger than what comes after it: a clock that was ahead must not keep keys, and those behind them.
        for (var index = _answers.Count - 1; index >= 0 && KeyAt(index).Time > time; index--)
        {
            KeyAt(index).Time = time;
        }

        if (_answers.Count == _keys.Length)
        {
            Grow();
        }

        KeyAt(_answers.Count) = (key, time);
        _answers.Add(key, answer);
        _textBytes += SizeOf(key, answer);
        ForgetOutgrown();
    }

    /// <summary>Forgets what is older than allowed.</summary>
    /// <param name="now">The time of the newest event, in milliseconds since 1970.</param>
    public void Expire(long now)
    {
        var oldest = now - limits.KeyMilliseconds;
        while (_answers.Count > 0 && KeyAt(0).Time < oldest)
        {
            ForgetOldest();
        }

        if (_outgrown < oldest)
        {
            _outgrown = long.MinValue;
        }
    }

    /// <summary>Forgets what is more than allowed, which may be less than before.</summary>
    public void Trim()
    {
        while (_answers.Count > limits.Keys)
        {
            ForgetOldest();
        }

        ForgetOutgrown();
    }

    /// <summary>What is remembered now, to be written while the window goes on.</summary>
    public IStateful Freeze() => new Frozen(this);

    void IStateful.Describe(StateArchive state)
    {
        if (!state.IsLoading)
        {
            Freeze().Describe(state);
            return;
        }

        var frozen = new Frozen();
        ((IStateful)frozen).Describe(state);
        frozen.Restore(this);
    }

    private ref (string Key, long Time) KeyAt(int index) => ref _keys[(_oldest + index) & (_keys.Length - 1)];

    // A learn or label that was done has the same answer as all others.
    private static long SizeOf(string key, Answer answer) => SizeOf(key)
        + (answer.Prediction is null && answer.Identifier is null && answer.Refusal is null ? 0
            : AnswerBytes + SizeOf(answer.Identifier) + SizeOf(answer.Refusal) + (answer.Prediction is { } bytes ? StateMeasure.SizeOfBytes(bytes.Length) : 0));

    private static long SizeOf(string? text) => text is null ? 0 : 24 + (2L * text.Length);

    // The newest is remembered however large it is, or it could not be repeated.
    private void ForgetOutgrown()
    {
        while (_textBytes > limits.KeyBytes && _answers.Count > 1)
        {
            _outgrown = Math.Max(_outgrown, KeyAt(0).Time);
            ForgetOldest();
        }
    }

    private void ForgetOldest()
    {
        var (key, time) = KeyAt(0);
        _forgotten = Math.Max(_forgotten, time);
        _answers.Remove(key, out var answer);
        _textBytes -= SizeOf(key, answer!);
        KeyAt(0) = default;
        _oldest = (_oldest + 1) & (_keys.Length - 1);
    }

    private void Grow()
    {
        var grown = new (string, long)[2 * _keys.Length];
        _keys.AsSpan(_oldest).CopyTo(grown);
        _keys.AsSpan(0, _oldest).CopyTo(grown.AsSpan(_keys.Length - _oldest));
        (_keys, _oldest) = (grown, 0);
    }

    private sealed class Frozen : IStateful
    {
        // Added to the kind of an event that a component failed on.
        private const int Fault = 256;

        private readonly Answer[] _answers = [];
        private string[] _keys = [];
        private long[] _times = [];
        private int[] _kinds = [];
        private string[] _predictions = [];
        private string[] _identifiers = [];
        private string[] _refusals = [];
        private long _outgrown = long.MinValue;

        public Frozen()
        {
        }

        public Frozen(IdempotencyWindow window)
        {
            var count = window._answers.Count;
            (_keys, _times) = (new string[count], new long[count]);
            for (var index = 0; index < count; index++)
            {
                (_keys[index], _times[index]) = window.KeyAt(index);
            }

            _answers = Array.ConvertAll(_keys, key => window._answers[key]);
            _outgrown = window._outgrown;
        }

        void IStateful.Describe(StateArchive state)
        {
            if (!state.IsLoading)
            {
                _kinds = Array.ConvertAll(_answers, answer => (int)answer.Kind | (answer.IsFault ? Fault : 0));
                _predictions = Array.ConvertAll(_answers, answer => answer.Prediction is null ? "" : Encoding.UTF8.GetString(answer.Prediction));
                _identifiers = Array.ConvertAll(_answers, answer => answer.Identifier ?? "");
                _refusals = Array.ConvertAll(_answers, answer => answer.Refusal ?? "");
            }

            state.Field("keys", ref _keys, FieldLength.Any);
            state.Field("times", ref _times, _keys.Length, WholeRange.Any);
            state.Field("kinds", ref _kinds, _keys.Length);
            state.Field("predictions", ref _predictions, _keys.Length);
            state.Field("identifiers", ref _identifiers, _keys.Length);
            state.Field("refusals", ref _refusals, _keys.Length);
            if (state.IsLoading || _outgrown > long.MinValue)
            {
                state.Field("outgrown", ref _outgrown, WholeRange.Any);
            }
        }

        /// <exception cref="StateFormatException">The lists do not fit together.</exception>
        public void Restore(IdempotencyWindow window)
        {
            var count = _keys.Length;
            if (_keys.Distinct(StringComparer.Ordinal).Count() != count)
            {
                throw new StateFormatException("A key of the remembered answers comes twice.");
            }

            for (var i = 0; i < count; i++)
            {
                window.Add(
                    _keys[i],
                    new Answer(
                        (EventKind)(_kinds[i] & ~Fault),
                        _predictions[i].Length == 0 ? null : Encoding.UTF8.GetBytes(_predictions[i]),
                        _identifiers[i].Length == 0 ? null : _identifiers[i],
                        _refusals[i].Length == 0 ? null : _refusals[i],
                        (_kinds[i] & Fault) != 0),
                    _times[i]);
            }

            window._outgrown = Math.Max(window._outgrown, _outgrown);
            window._forgotten = Math.Max(window._forgotten, _outgrown);
        }
    }
}
