namespace Lurewatch.Cli.Scanning;

/// <summary>
/// Works on a stream of items with several threads and hands the results on in the order of the items. Workers take turns at reading the source, and whoever finishes
/// the oldest item hands on all that are ready: no thread waits for another one's hand-over. A window of items and of their bytes bounds what is in flight.
/// </summary>
/// <param name="source">Read by one thread at a time.</param>
/// <param name="weigh">Bytes that an item holds.</param>
/// <param name="work">Runs on several threads.</param>
/// <param name="sink">Called for one result at a time, in order.</param>
/// <param name="tickEvery">How often the run looks around while it waits.</param>
internal sealed class OrderedPipeline<TItem, TResult>(IEnumerable<TItem> source, Func<TItem, long> weigh, Func<TItem, TResult> work, Action<TResult> sink, TimeSpan? tickEvery = null)
{
    private const int StackBytes = 16 << 20;
    private const long WindowBytes = 64 << 20;
    private readonly TimeSpan _tick = tickEvery ?? TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _sourceLock = new();
    private readonly Lock _sinkLock = new();
    private readonly object _state = new();
    private Slot[] _window = [];
    private long _taken, _handedOn, _bytes;
    private int _running;
    private volatile bool _stopped;
    private bool _sourceEnded;
    private Exception? _failure;

    /// <summary>Runs to the end of the source, to the interruption, or to the first failure, which is thrown.</summary>
    /// <param name="jobs">Threads.</param>
    /// <param name="tick">Called now and then, never while <c>sink</c> runs.</param>
    /// <param name="interrupted">Ends the run; what is being worked on is dropped.</param>
    /// <returns>False if it was interrupted. No call of the sink runs or follows after the return.</returns>
    public bool Run(int jobs, Action tick, CancellationToken interrupted)
    {
        _window = new Slot[Math.Max(16, jobs * 8)];
        _running = jobs;
        using var items = source.GetEnumerator();
        // Monitor has no cancellation: waking the wait is the registration's business.
        using var registration = interrupted.UnsafeRegister(static state => ((OrderedPipeline<TItem, TResult>)state!).Stop(), this);
        for (var i = 0; i < jobs; i++)
            new Thread(() => Work(items), StackBytes) { IsBackground = true, Name = "scan" }.Start();
        while (Wait()) Tick(tick);
        // Workers that still run cannot be stopped, and hand nothing on any more; one that is handing on gets a moment to end.
        if (_sinkLock.TryEnter(s_patience)) _sinkLock.Exit();
        if (_failure is { } failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return !interrupted.IsCancellationRequested || IsComplete;
    }

    private bool IsComplete
    {
        get
        {
            lock (_state) return _sourceEnded && _handedOn == _taken;
        }
    }

    /// <summary>False when all is done or the run was stopped.</summary>
    private bool Wait()
    {
        lock (_state)
        {
            if (_stopped || _running == 0) return false;
            Monitor.Wait(_state, _tick);
            return !_stopped && _running > 0;
        }
    }

    private void Tick(Action tick)
    {
        if (!_sinkLock.TryEnter()) return;
        try
        {
            tick();
        }
        catch (Exception error)
        {
            Fail(error);
        }
        finally
        {
            _sinkLock.Exit();
        }
        // A worker that found the lock taken meanwhile left its result to us.
        try
        {
            HandOn();
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private void Fail(Exception error)
    {
        lock (_state) _failure ??= error;
        Stop();
    }

    private void Stop()
    {
        lock (_state)
        {
            _stopped = true;
            Monitor.PulseAll(_state);
        }
    }

    private void Work(IEnumerator<TItem> items)
    {
        try
        {
            while (TryTake(items, out var item, out var place))
            {
                var result = work(item);
                lock (_state) _window[place % _window.Length] = new Slot(result, weigh(item), IsReady: true);
                HandOn();
            }
        }
        catch (Exception error)
        {
            Fail(error);
        }
        finally
        {
            lock (_state)
            {
                _running--;
                Monitor.PulseAll(_state);
            }
        }
    }

    private bool TryTake(IEnumerator<TItem> items, out TItem item, out long place)
    {
        (item, place) = (default!, 0);
        lock (_sourceLock)
        {
            lock (_state)
            {
                while (!_stopped && (_taken - _handedOn >= _window.Length || (_bytes > WindowBytes && _taken > _handedOn))) Monitor.Wait(_state);
                if (_stopped || _sourceEnded) return false;
            }
            if (!items.MoveNext())
            {
                lock (_state) _sourceEnded = true;
                return false;
            }
            item = items.Current;
            lock (_state)
            {
                place = _taken++;
                _bytes += weigh(item);
            }
            return true;
        }
    }

    private void HandOn()
    {
        do
        {
            if (!_sinkLock.TryEnter()) return;
            try
            {
                while (!_stopped && TryTakeOldest(out var result)) sink(result);
            }
            finally
            {
                _sinkLock.Exit();
            }
        }
        // Another worker may have found the lock taken just before it was given back.
        while (!_stopped && IsOldestReady());
    }

    private bool IsOldestReady()
    {
        lock (_state) return _window[_handedOn % _window.Length].IsReady;
    }

    private bool TryTakeOldest(out TResult result)
    {
        lock (_state)
        {
            ref var slot = ref _window[_handedOn % _window.Length];
            result = slot.Result;
            if (!slot.IsReady) return false;
            _bytes -= slot.Bytes;
            slot = default;
            _handedOn++;
            Monitor.PulseAll(_state);
            return true;
        }
    }

    private readonly record struct Slot(TResult Result, long Bytes, bool IsReady);
}
